package dev.sluice.access.application;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.Application;
import dev.sluice.access.Credentials;
import dev.sluice.access.Need;
import dev.sluice.access.client.BoundedClient;
import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The application at {@code SLUICE_AUTH_URL}. It gets one GET for each question, at most 32 at once however many clients
 * come, and has 5 s for its answer. Others wait in a queue, and for at most 5 s. Equal questions at the same time are
 * one, and an answer is kept as long as its Cache-Control allows, or until its user's answers are dropped. Thread-safe.
 */
public final class HttpApplication implements Application, AutoCloseable {
    private static final int MAX_AT_ONCE = 32;
    private static final int MAX_WAITING = 10_000;
    /** The heap of the node for each request that waits, of which a sixteenth is enough for its headers. */
    private static final int HEAP_BYTES_FOR_ONE = 16 * 16 * 1024;

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_KEPT = 10_000;
    /** As bodies; in the heap a few times as much. */
    private static final int MAX_KEPT_BYTES = 16 * 1024 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RequestAddress address;
    private final AnswerCache cache;
    private final Availability availability;
    /** Uses no proxy, since browsers' cookies go to the application only. */
    private final BoundedClient client =
            new BoundedClient("sluice-application", MAX_BODY_BYTES, TIMEOUT, HttpClient.Builder.NO_PROXY);

    private final RequestQueue<KeepableAccess> queue;
    private final LoopThread deadlines;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Map<String, CompletableFuture<Access>> asked = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Starts no thread of Sluice's yet.
     *
     * @param url the address, which may have a query
     * @param ticker the clock for time-outs and for how long answers are kept
     * @param clock the clock for {@code expires}
     * @param heapBytes the heap's greatest size, which bounds the requests that wait
     */
    public HttpApplication(URI url, Ticker ticker, InstantSource clock, long heapBytes) {
        this.address = new RequestAddress(url);
        this.ticker = ticker;
        this.clock = clock;
        this.cache = new AnswerCache(MAX_KEPT, MAX_KEPT_BYTES, ticker, clock);
        this.availability = new Availability(ticker);
        this.queue = new RequestQueue<>(
                MAX_AT_ONCE,
                (int) Math.min(MAX_WAITING, heapBytes / HEAP_BYTES_FOR_ONE),
                TIMEOUT,
                ticker,
                client.threads());
        this.deadlines = new LoopThread("sluice-application-deadlines", queue::expire);
    }

    /** Begins to watch the time-outs. */
    public void start() {
        deadlines.start(Duration.ZERO);
    }

    @Override
    public CompletableFuture<Access> ask(Credentials credentials, List<Need> needs) {
        ApplicationRequest request;
        try {
            request = address.request(credentials, needs);
        } catch (AccessException e) {
            return CompletableFuture.failedFuture(e);
        }
        Optional<Access> kept = cache.find(request.key());
        if (kept.isPresent()) {
            return CompletableFuture.completedFuture(kept.get());
        }
        CompletableFuture<Access> result = new CompletableFuture<>();
        CompletableFuture<Access> earlier = asked.putIfAbsent(request.key(), result);
        if (earlier != null) {
            return earlier.copy();
        }
        boolean idle = queue.isIdle();
        long askedAt = ticker.nanos();
        Instant time = clock.instant();
        queue.submit(() ->
                        client.send(request.http()).thenApplyAsync(response -> read(response, time), client.threads()))
                .whenComplete((answer, failure) -> finish(request.key(), askedAt, result, answer, failure));
        if (idle) {
            // Nothing was due. Later requests are due later, and the thread looks in time.
            deadlines.wake();
        }
        return result.copy();
    }

    private KeepableAccess read(HttpResponse<Optional<byte[]>> response, Instant asked) {
        return AnswerReader.read(response, asked, clock.instant());
    }

    /** Drops the answers that name these users. Those that are under way will be as if the application was away. */
    public void drop(Set<String> users) {
        cache.drop(users);
    }

    private void finish(
            String key, long askedAt, CompletableFuture<Access> result, KeepableAccess answer, Throwable failure) {
        boolean counts = failure == null && cache.keep(key, answer, askedAt);
        asked.remove(key);
        if (failure == null) {
            availability.answered();
            if (counts) {
                result.complete(answer.access());
            } else {
                result.completeExceptionally(ApplicationFaults.unavailable(
                        "has answered a request from before the user's tokens were revoked"));
            }
            return;
        }
        AccessException refusal = ApplicationFaults.of(failure);
        if (refusal.kind() != AccessException.Kind.UNAVAILABLE) {
            availability.answered();
        } else if (!closed) {
            availability.failed(refusal.getMessage());
        }
        result.completeExceptionally(refusal);
    }

    /** Ends what is under way, as unavailable, and the threads. */
    @Override
    public void close() {
        closed = true;
        queue.close();
        deadlines.stop(Threads.TIMEOUT);
        client.close();
    }
}
