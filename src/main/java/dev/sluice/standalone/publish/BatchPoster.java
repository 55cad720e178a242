package dev.sluice.standalone.publish;

import dev.sluice.access.client.BoundedClient;
import dev.sluice.threads.Threads;
import dev.sluice.time.Backoff;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Posts batches of messages to a node, and says what has become of them. Not thread-safe. */
final class BatchPoster implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int OK = 200;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;
    /** Statuses of the node, or of a proxy in front, after which the same request may succeed. */
    private static final Set<Integer> PASSING = Set.of(408, 429, 502, UNAVAILABLE, 504);

    private static final int MAX_ANSWER_BYTES = 4 << 20;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final BoundedClient client =
            new BoundedClient("sluice-publish", MAX_ANSWER_BYTES, Duration.ofSeconds(5), ProxySelector.getDefault());
    private final URI address;
    private final Optional<String> token;
    private final Duration timeout;
    private final boolean repeats;
    private final PrintWriter out;
    private final PrintWriter err;
    private boolean failed;
    /** True if it is not known what the attempts for the present messages have published. */
    private boolean uncertain;

    /**
     * @param node the address of the node
     * @param timeout how long to wait for all answers to a batch
     * @param repeats true to repeat what was not answered, since the messages have keys
     * @param out receives ids
     * @param err receives a sentence for each failure
     */
    BatchPoster(URI node, Optional<String> token, Duration timeout, boolean repeats, PrintWriter out, PrintWriter err) {
        this.address = URI.create(node.toString().replaceFirst("/+$", "") + "/publish");
        this.token = token;
        this.timeout = timeout;
        this.repeats = repeats;
        this.out = out;
        this.err = err;
    }

    /**
     * A message.
     *
     * @param line the number of its line; 0 if it is an argument
     * @param json what the node takes
     */
    record Message(long line, String json) {}

    /** A message on its way. */
    private static final class Posted {
        final Message message;
        Optional<String> id = Optional.empty();
        /** Why it is to be repeated. */
        String error = "";

        Posted(Message message) {
            this.message = message;
        }
    }

    /** Returns true if a message was not published, or perhaps not. */
    boolean hasFailed() {
        return failed;
    }

    /** Posts messages. Returns false if a request as a whole has failed, so that there is no use in posting more. */
    boolean post(List<Message> messages) {
        uncertain = false;
        List<Posted> all = messages.stream().map(Posted::new).toList();
        boolean answered = postAll(all);
        all.forEach(posted -> posted.id.ifPresent(out::println));
        out.flush();
        return answered;
    }

    private boolean postAll(List<Posted> all) {
        long start = Ticker.SYSTEM.nanos();
        Backoff waits = new Backoff(FIRST_WAIT, MAX_WAIT);
        List<Posted> open = all;
        while (true) {
            Attempt attempt = attempt(open, timeout.toNanos() - (Ticker.SYSTEM.nanos() - start));
            if (attempt instanceof Attempt.Answered answer) {
                open = read(answer.outcomes(), open);
                if (open.isEmpty()) {
                    return true;
                }
            } else if (attempt instanceof Attempt.Failed failure && !(failure.passing() && repeats)) {
                fail(open, failure.fault());
                return false;
            }
            long pause = waits.next();
            if (timeout.toNanos() - (Ticker.SYSTEM.nanos() - start) <= pause) {
                giveUp(open, attempt);
                return false;
            }
            Threads.pause(Duration.ofNanos(pause));
        }
    }

    /** Reads the outcomes; returns the messages to repeat. */
    private List<Posted> read(JsonNode outcomes, List<Posted> sent) {
        List<Posted> open = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            JsonNode outcome = outcomes.get(i);
            Posted posted = sent.get(i);
            if (outcome.has("id")) {
                posted.id = Optional.of(outcome.get("id").asString());
            } else if (repeats && outcome.path("status").asInt() == UNAVAILABLE) {
                open.add(posted);
                posted.error = outcome.path("error").asString();
            } else if (outcome.has("error")) {
                fail(List.of(posted), outcome.get("error").asString());
            }
        }
        return open;
    }

    /** @param last the attempt after which there is no time for another */
    private void giveUp(List<Posted> open, Attempt last) {
        String advice = " Run the command again with the same --key.";
        if (last instanceof Attempt.Failed failure) {
            fail(open, failure.fault() + advice);
        } else {
            open.forEach(posted -> fail(List.of(posted), posted.error + advice));
        }
    }

    private void fail(List<Posted> messages, String fault) {
        failed = true;
        long first = messages.get(0).message.line();
        long last = messages.get(messages.size() - 1).message.line();
        String lines = first == last
                ? "Line " + first
                : last - first == messages.size() - 1
                        ? "Lines " + first + " to " + last
                        : messages.size() + " messages from line " + first + " to line " + last;
        err.println(first == 0 ? fault : lines + ": " + fault);
        err.flush();
    }

    private Attempt attempt(List<Posted> messages, long timeoutNanos) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(
                        messages.stream().map(posted -> posted.message.json()).collect(Collectors.joining("\n"))));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try {
            return read(client.send(request.build()).get(timeoutNanos, TimeUnit.NANOSECONDS), messages.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt.Failed(unknown("the command was interrupted"), false);
        } catch (TimeoutException e) {
            return new Attempt.Failed(unknown("it did not answer in time"), true);
        } catch (ExecutionException e) {
            return unanswered(e.getCause());
        }
    }

    private Attempt unanswered(Throwable failure) {
        if (failure instanceof ConnectException) {
            return new Attempt.Failed(
                    "The node at " + address + " cannot be reached"
                            + (uncertain
                                    ? ", and it is not known what an earlier request has published."
                                    : "; nothing was published."),
                    true);
        }
        String reason = failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
        return new Attempt.Failed(unknown(reason), true);
    }

    private String unknown(String reason) {
        uncertain = true;
        return "The node at " + address + " gave no answer: " + reason + ". It is not known what was published.";
    }

    private Attempt read(HttpResponse<Optional<byte[]>> response, int count) {
        JsonNode body = json(response.body());
        if (response.statusCode() == OK && body.isArray() && body.size() == count) {
            return new Attempt.Answered(body);
        }
        boolean passing = PASSING.contains(response.statusCode());
        boolean ofNode = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
        uncertain |= ofNode ? response.statusCode() == FAILED : passing;
        String fault = ofNode && body.has("detail")
                ? body.get("detail").asString()
                        + (uncertain ? " It is not known what was published." : " Nothing was published.")
                : address + " answered with the status " + response.statusCode()
                        + (passing ? ". It is not known what was published." : ", which no node gives.");
        return new Attempt.Failed(fault, passing);
    }

    private static JsonNode json(Optional<byte[]> body) {
        try {
            return JSON.readTree(new String(body.orElse(new byte[0]), StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
