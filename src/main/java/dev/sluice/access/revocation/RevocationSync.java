package dev.sluice.access.revocation;

import dev.sluice.access.Revoker;
import dev.sluice.store.PublishException;
import dev.sluice.store.RevocationStore;
import dev.sluice.store.RevocationStore.Recent;
import dev.sluice.store.RevocationStore.Revocation;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Backoff;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps the revocations of this node and of the store equal. Each second it reads the revocations
 * of the last ten seconds, and the number of all. It reads all of them once a minute, after a failure, and if their number
 * is not the number here; then it writes again those that the store has lost. Thread-safe.
 */
public final class RevocationSync implements Revoker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationSync.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);

    private static final long READ_ALL_NANOS = Duration.ofMinutes(1).toNanos();
    /** If the numbers stay different, all are read no more often than this. */
    private static final long COMPARE_NANOS = Duration.ofSeconds(5).toNanos();
    /** The clock of a store's new master may be this much behind that of the former one. */
    private static final long OVERLAP_MILLIS = 10_000;

    private static final String NOT_YET = "they have not been read yet";

    private static final int MAX_WAITING = 1_000;
    private static final int MAX_USER = 1_024;

    private record Request(String user, CompletableFuture<Void> outcome) {}

    private final RevocationStore store;
    private final Revocations revocations;
    private final long longestAgeMillis;
    private final Consumer<Set<String>> onRevoked;
    private final Ticker ticker;
    private final Queue<Request> requests = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LoopThread thread = new LoopThread("sluice-revocations", this::turn, this::refuseRequests);
    private volatile Optional<String> fault = Optional.of(NOT_YET);

    // Used by the thread.
    private final Backoff backoff = new Backoff(FIRST_RETRY, PAUSE);
    private boolean isAllDue = true;
    private long allReadAt;
    private long readUpTo;

    /**
     * @param longestAge the time after which revocations are forgotten
     * @param onRevoked told the users of new revocations, by the thread; must not block
     */
    public RevocationSync(
            RevocationStore store,
            Revocations revocations,
            Duration longestAge,
            Consumer<Set<String>> onRevoked,
            Ticker ticker) {
        this.store = store;
        this.revocations = revocations;
        this.longestAgeMillis = longestAge.toMillis();
        this.onRevoked = onRevoked;
        this.ticker = ticker;
    }

    public void start() {
        thread.start(Duration.ZERO);
    }

    /** Returns a sentence if this node may not know all revocations. */
    public Optional<String> fault() {
        return fault.map(reason -> "This node may not know all revocations of tokens: " + reason + ".");
    }

    /**
     * Refuses the user's tokens that were issued up to now. No thread waits.
     *
     * @return completed once it is stored; fails with a {@link StoreUnavailableException} if there was no answer, and with
     *     a {@link PublishException} if there are too many revocations, or the name is too long
     */
    @Override
    public CompletableFuture<Void> revoke(String user) {
        if (user.isEmpty() || user.length() > MAX_USER) {
            return CompletableFuture.failedFuture(
                    new PublishException("The user must have 1 to " + MAX_USER + " characters", null));
        }
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        if (!requests.offer(new Request(user, outcome))) {
            return CompletableFuture.failedFuture(
                    new StoreUnavailableException("Too many revocations wait for Redis", null));
        }
        if (thread.isEnding()) {
            refuseRequests();
        }
        thread.wake();
        return outcome;
    }

    /** Does what is due; returns the nanoseconds until the next turn. */
    long turn() {
        try {
            storeRequests();
            tell(read());
            backoff.reset();
            return PAUSE.toNanos();
        } catch (StoreUnavailableException | WrongTypeException e) {
            tell(Optional.of(e.getMessage()));
        } catch (RuntimeException | Error e) { // else there would be no further turn
            tell(Optional.of(e.toString()));
        }
        isAllDue = true;
        refuseRequests();
        return backoff.next();
    }

    private void tell(Optional<String> now) {
        if (now.isPresent() && !now.equals(fault)) {
            LOG.warn("This node may not know all revocations of tokens; it applies those that it knows: {}", now.get());
        } else if (now.isEmpty()
                && fault.filter(reason -> !reason.equals(NOT_YET)).isPresent()) {
            LOG.info("This node knows all revocations of tokens again");
        }
        fault = now;
    }

    private void storeRequests() {
        for (Request next = requests.poll(); next != null; next = requests.poll()) {
            try {
                learn(List.of(store.revoke(next.user)));
                next.outcome.complete(null);
            } catch (PublishException e) {
                next.outcome.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                next.outcome.completeExceptionally(notKnown(e));
                throw e;
            }
        }
    }

    private void refuseRequests() {
        for (Request next = requests.poll(); next != null; next = requests.poll()) {
            next.outcome.completeExceptionally(notKnown(null));
        }
    }

    private static StoreUnavailableException notKnown(Throwable cause) {
        return new StoreUnavailableException(
                "Redis did not answer, so the tokens of the user may be revoked or not; try again", cause);
    }

    /** Returns why not all are known, if so. */
    private Optional<String> read() {
        Recent recent = store.since(isAllDue ? Long.MAX_VALUE : readUpTo - OVERLAP_MILLIS);
        readUpTo = recent.now();
        revocations.forgetBefore(recent.now() - longestAgeMillis);
        learn(recent.revocations());
        long sinceAll = ticker.nanos() - allReadAt;
        if (isAllDue
                || sinceAll >= READ_ALL_NANOS
                || recent.count() != revocations.count() && sinceAll >= COMPARE_NANOS) {
            readAll();
        }
        return recent.count() > revocations.count() && revocations.isFull()
                ? Optional.of("more than " + RevocationStore.MAX + " users are revoked")
                : Optional.empty();
    }

    private void readAll() {
        List<Revocation> all = store.all();
        learn(all);
        Set<String> users = new HashSet<>();
        all.forEach(revocation -> users.add(revocation.user()));
        List<Revocation> lost = revocations.without(users);
        if (!lost.isEmpty()) {
            int restored = store.restore(lost);
            LOG.warn("Redis had lost {} revocations of tokens; {} of them were written again", lost.size(), restored);
        }
        isAllDue = false;
        allReadAt = ticker.nanos();
    }

    private void learn(List<Revocation> some) {
        Set<String> users = new HashSet<>();
        for (Revocation revocation : some) {
            if (revocations.add(revocation)) {
                users.add(revocation.user());
            }
        }
        if (!users.isEmpty()) {
            onRevoked.accept(users);
        }
    }

    /** Ends the thread; revocations that wait for the store fail. */
    @Override
    public void close() {
        thread.stop(Threads.TIMEOUT);
    }
}
