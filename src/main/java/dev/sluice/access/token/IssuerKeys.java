package dev.sluice.access.token;

import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys that an issuer publishes at an address (JWKS). They are fetched again every five minutes, and for a token
 * with an unknown key, but not more often than every two seconds. If the issuer is away, the known keys stay.
 * Thread-safe.
 */
public final class IssuerKeys implements Keys, AutoCloseable {
    private static final Duration REFRESH = Duration.ofMinutes(5);

    /** The least time between two requests, and the time until the next one after a failure. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The most tokens that wait for the keys. More are told to come again. */
    private static final int MAX_WAITING = 10_000;

    private final Ticker ticker;
    private final IssuerKeysLog log;
    private final ScheduledThreadPoolExecutor timer = Threads.scheduler(KeySetRequest.THREAD);
    private final KeySetRequest request;
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile State state = new State(Optional.empty(), false);

    // Guarded by this.
    private Optional<CompletableFuture<Void>> running = Optional.empty();
    private Optional<Long> lastBegin = Optional.empty();
    private boolean closed;

    /**
     * @param known the keys; empty before they were fetched for the first time
     * @param away true if the last request failed
     */
    private record State(Optional<IssuerKeySet> known, boolean away) {}

    /**
     * Starts no thread.
     *
     * @param address the address of the document
     * @throws IllegalArgumentException if this is no address of a web server
     */
    public IssuerKeys(URI address, Ticker ticker) {
        this(address, ticker, TIMEOUT);
    }

    /** @param timeout the time for an answer of the issuer */
    IssuerKeys(URI address, Ticker ticker, Duration timeout) {
        this.ticker = ticker;
        this.log = new IssuerKeysLog(address);
        this.request = new KeySetRequest(address, timeout, timer);
    }

    /** Begins to fetch the keys, now and then again. */
    public void start() {
        Threads.repeat(timer, Duration.ZERO, PAUSE, this::fetchIfDue);
    }

    /** Returns the end of the request that is under way, or of one that begins now if the keys are old. */
    CompletableFuture<Void> fetchIfDue() {
        return fetch(state.away() ? PAUSE : REFRESH);
    }

    @Override
    public CompletableFuture<List<VerificationKey>> find(String algorithm, Optional<String> keyId) {
        if (algorithm.startsWith("HS") || isKnown(algorithm, keyId)) {
            return CompletableFuture.completedFuture(known(algorithm, keyId));
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return unavailable("Too many tokens wait for the keys of their issuer.");
        }
        return fetch(PAUSE).thenCompose(end -> {
            waiting.decrementAndGet();
            State now = state;
            if (isKnown(algorithm, keyId) || now.known().isPresent() && !now.away()) {
                return CompletableFuture.completedFuture(known(algorithm, keyId));
            }
            return unavailable("The keys of the token's issuer cannot be fetched at the moment.");
        });
    }

    private static <T> CompletableFuture<T> unavailable(String sentence) {
        return CompletableFuture.failedFuture(new AccessException(Kind.UNAVAILABLE, sentence));
    }

    private List<VerificationKey> known(String algorithm, Optional<String> keyId) {
        return state.known().map(keys -> keys.find(algorithm, keyId)).orElse(List.of());
    }

    /** Returns true if no newer keys are needed: the named key is there, for this algorithm or another. */
    private boolean isKnown(String algorithm, Optional<String> keyId) {
        return !known(algorithm, keyId).isEmpty()
                || keyId.isPresent()
                        && state.known().filter(keys -> keys.has(keyId.get())).isPresent();
    }

    /** Begins a request if none is under way and the last one began so long ago; returns the end of either. */
    private synchronized CompletableFuture<Void> fetch(Duration age) {
        long now = ticker.nanos();
        boolean due = lastBegin.isEmpty() || now - lastBegin.get() >= age.toNanos();
        if (running.isEmpty() && due && !closed) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            running = Optional.of(end);
            lastBegin = Optional.of(now);
            request.send()
                    .thenApply(IssuerKeySet::parse)
                    .whenCompleteAsync((keys, failure) -> finish(end, Optional.ofNullable(keys), failure), timer);
        }
        return running.orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private void finish(CompletableFuture<Void> end, Optional<IssuerKeySet> keys, Throwable failure) {
        State before = state;
        state = new State(keys.or(before::known), keys.isEmpty());
        synchronized (this) {
            running = Optional.empty();
        }
        if (keys.isPresent()) {
            log.fetched(keys.get());
        } else {
            log.failed(failure, before.known().isPresent());
        }
        end.complete(null);
    }

    /** Ends the threads. Tokens that wait for keys, and later ones with unknown keys, are told to come again. */
    @Override
    public void close() {
        Optional<CompletableFuture<Void>> cut;
        synchronized (this) {
            closed = true;
            cut = running;
            running = Optional.empty();
        }
        state = new State(state.known(), true);
        Threads.stop(timer);
        request.close();
        cut.ifPresent(end -> end.complete(null));
    }
}
