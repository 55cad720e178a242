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
    private static final int UNAVAILABLE = 503;
    /** Statuses of the node, or of a proxy in front, after which the same request may succeed. */
    private static final Set<Integer> PASSING = Set.of(408, 429, 502, UNAVAILABLE, 504);

    private static final int MOST_ANSWER_BYTES = 4 << 20;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final BoundedClient client =
            new BoundedClient("sluice-publish", MOST_ANSWER_BYTES, Duration.ofSeconds(5), ProxySelector.getDefault());
    private final URI address;
    private final Optional<String> token;
    private final Duration timeout;
    private final boolean repeats;
    private final PrintWriter out;
    private final PrintWriter err;
    private boolean failed;

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

    /**
     * The answer to a request.
     *
     * @param outcomes one for each message; empty if the request as a whole has failed
     * @param fault why it has failed, a sentence
     * @param passing true if the same request may succeed later
     */
    private record Attempt(Optional<JsonNode> outcomes, String fault, boolean passing) {}

    /** Returns true if a message was not published, or perhaps not. */
    boolean hasFailed() {
        return failed;
    }

    /** Posts messages. Returns false if a request as a whole has failed, so that there is no use in posting more. */
    boolean post(List<Message> messages) {
        boolean answered = true;
        long start = Ticker.SYSTEM.nanos();
        Backoff waits = new Backoff(FIRST_WAIT, LONGEST_WAIT);
        String[] ids = new String[messages.size()];
        List<Integer> open = new ArrayList<>();
        for (int place = 0; place < ids.length; place++) {
            open.add(place);
        }
        while (true) {
            List<Message> sent = open.stream().map(messages::get).toList();
            Attempt attempt = attempt(sent, timeout.toNanos() - (Ticker.SYSTEM.nanos() - start));
            boolean again = attempt.passing() && repeats;
            if (attempt.outcomes().isPresent()) {
                open = read(attempt.outcomes().get(), messages, open, ids);
                again = !open.isEmpty();
            } else if (!again) {
                fail(sent, attempt.fault());
                answered = false;
                break;
            }
            long pause = waits.next();
            long left = timeout.toNanos() - (Ticker.SYSTEM.nanos() - start);
            if (again && left <= pause) {
                fail(
                        open.stream().map(messages::get).toList(),
                        (attempt.outcomes().isPresent() ? "Redis was away for too long. " : attempt.fault() + " ")
                                + "Run the command again with the same --key.");
                answered = false;
            }
            if (!again || left <= pause) {
                break;
            }
            Threads.pause(Duration.ofNanos(pause));
        }
        for (String id : ids) {
            if (id != null) {
                out.println(id);
            }
        }
        out.flush();
        return answered;
    }

    /** Reads the outcomes; returns the places of the messages to repeat. */
    private List<Integer> read(JsonNode outcomes, List<Message> messages, List<Integer> places, String[] ids) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            JsonNode outcome = outcomes.get(i);
            int place = places.get(i);
            if (outcome.has("id")) {
                ids[place] = outcome.get("id").asString();
            } else if (repeats && outcome.path("status").asInt() == UNAVAILABLE) {
                open.add(place);
            } else if (outcome.has("error")) {
                fail(List.of(messages.get(place)), outcome.get("error").asString());
            }
        }
        return open;
    }

    private void fail(List<Message> messages, String fault) {
        failed = true;
        long first = messages.get(0).line();
        long last = messages.get(messages.size() - 1).line();
        String lines = first == last ? "Line " + first : "Lines " + first + " to " + last;
        err.println(first == 0 ? fault : lines + ": " + fault);
        err.flush();
    }

    private Attempt attempt(List<Message> messages, long patienceNanos) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(
                        messages.stream().map(Message::json).collect(Collectors.joining("\n"))));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try {
            return read(client.send(request.build()).get(patienceNanos, TimeUnit.NANOSECONDS), messages.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt(Optional.empty(), unknown("the command was interrupted"), false);
        } catch (TimeoutException e) {
            return new Attempt(Optional.empty(), unknown("it did not answer in time"), true);
        } catch (ExecutionException e) {
            return unanswered(e.getCause());
        }
    }

    private Attempt unanswered(Throwable failure) {
        if (failure instanceof ConnectException) {
            return new Attempt(
                    Optional.empty(), "The node at " + address + " cannot be reached; nothing was published.", true);
        }
        String reason = failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
        return new Attempt(Optional.empty(), unknown(reason), true);
    }

    private String unknown(String reason) {
        return "The node at " + address + " gave no answer: " + reason + ". It is not known what was published.";
    }

    private Attempt read(HttpResponse<Optional<byte[]>> response, int count) {
        JsonNode body = json(response.body());
        if (response.statusCode() == OK && body.isArray() && body.size() == count) {
            return new Attempt(Optional.of(body), "", false);
        }
        boolean passing = PASSING.contains(response.statusCode());
        boolean ofNode = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
        String fault = ofNode && body.has("detail")
                ? body.get("detail").asString() + " Nothing was published."
                : address + " answered with the status " + response.statusCode()
                        + (passing ? ". It is not known what was published." : ", which no node gives.");
        return new Attempt(Optional.empty(), fault, passing);
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
