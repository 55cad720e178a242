package dev.sluice.app.expiry;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.config.Settings;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.expiry.ExpiryRefusedException;
import dev.sluice.store.expiry.ExpiryStore;
import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that lets messages of queues expire and removes idle topics, whether or not a browser has them: each
 * configured name or pattern twenty times in its age, on one node at a time. Thread-safe.
 */
public final class ExpirySweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweeper.class);

    /** After a search for keys: so much more time for others that use Redis. */
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** New settings wake the thread; this is only for a node without any. */
    private static final long MAX_WAIT_NANOS = Duration.ofMinutes(1).toNanos();

    /** After so many channels without an answer, one after the other, a sweep ends: Redis is away. */
    private static final int MAX_UNANSWERED = 3;

    private final Supplier<Settings> settings;
    private final ExpiryStore store;
    private final BiConsumer<String, ExpiredMessages> onExpired;
    private final Consumer<String> onRemoved;
    private final Ticker ticker;
    private final ExpiryReport report;
    private final LoopThread thread = new LoopThread("sluice-expiry", this::turn);

    /** True if entries may be new that other nodes have had for some time. */
    private volatile boolean reloaded;

    // Used by the sweeping thread.
    /** New entries: this node did not count what it took of their queues, but others that have them may know ages. */
    private final Set<SweptEntry> uncounted = new HashSet<>();

    private final Map<SweptEntry, Long> nextAt = new HashMap<>();

    /** What one sweep of an entry has found so far. */
    private static final class Sweep {
        private final SweptEntry entry;
        private long removed;
        private Optional<Refusal> refusal = Optional.empty();
        /** The failure of the last channel or command without an answer. */
        private Optional<StoreUnavailableException> unanswered = Optional.empty();
        /** Channels without an answer, one after the other. */
        private int unansweredInARow;

        private Sweep(SweptEntry entry) {
            this.entry = entry;
        }
    }

    /**
     * @param settings the settings of the moment
     * @param onExpired gets each queue of which messages were removed
     * @param onRemoved gets each topic that was removed
     */
    public ExpirySweeper(
            Supplier<Settings> settings,
            ExpiryStore store,
            BiConsumer<String, ExpiredMessages> onExpired,
            Consumer<String> onRemoved,
            Ticker ticker) {
        this.settings = settings;
        this.store = store;
        this.onExpired = onExpired;
        this.onRemoved = onRemoved;
        this.ticker = ticker;
        this.report = new ExpiryReport(ticker);
    }

    /** Returns true if anything expires with these settings. */
    public static boolean isNeeded(Settings settings) {
        return !SweptEntry.of(settings).isEmpty();
    }

    public void start() {
        thread.start(Duration.ZERO);
    }

    /** Called when the settings have changed, also before {@link #start}. */
    public void settingsChanged() {
        reloaded = true;
        thread.wake();
    }

    /** Returns what Redis refuses, as a sentence. */
    public Optional<String> fault() {
        return report.fault();
    }

    /** Does the sweeps that are due, and returns the nanoseconds until the next one. Called by one thread at a time. */
    long turn() {
        List<SweptEntry> entries = SweptEntry.of(settings.get());
        if (reloaded) {
            noteUncounted(entries);
        }
        nextAt.keySet().retainAll(entries);
        uncounted.retainAll(entries);
        report.keep(entries);
        for (SweptEntry entry : entries) {
            long now = ticker.nanos();
            if (now - nextAt.getOrDefault(entry, now) >= 0 && !thread.isEnding()) {
                nextAt.put(entry, now + entry.interval().toNanos());
                sweep(entry);
            }
        }
        long now = ticker.nanos();
        return nextAt.values().stream()
                .mapToLong(at -> Math.max(0, at - now))
                .min()
                .orElse(MAX_WAIT_NANOS);
    }

    private void noteUncounted(List<SweptEntry> entries) {
        for (SweptEntry entry : entries) {
            if (entry.kind() == ChannelKind.QUEUE && nextAt.keySet().stream().noneMatch(entry::hasSameName)) {
                uncounted.add(entry);
            }
        }
    }

    private void sweep(SweptEntry entry) {
        Sweep sweep = new Sweep(entry);
        try {
            if (uncounted.contains(entry)) {
                each(entry, store::forgetAges);
                uncounted.remove(entry);
            }
            // Shorter than the interval, so that this node has the next turn if no other was faster.
            Duration turn = entry.interval().multipliedBy(9).dividedBy(10);
            if (!store.beginSweep(entry.kind(), entry.name(), turn)) {
                return;
            }
            each(entry, channel -> sweepOne(sweep, channel));
        } catch (ExpiryRefusedException e) {
            LOG.debug("Redis refuses to sweep the {}", entry, e);
            sweep.refusal = Optional.of(e.refusal());
        } catch (StoreUnavailableException e) {
            LOG.debug("The {} was not swept to its end, and is next time", entry, e);
            sweep.unanswered = Optional.of(e);
        } catch (RuntimeException e) {
            LOG.debug("Sweeping the {} failed", entry, e);
            sweep.refusal = Optional.of(Refusal.of(e.toString()));
        }
        report.swept(entry, sweep.removed, sweep.refusal, sweep.unanswered);
    }

    private void each(SweptEntry entry, Consumer<String> action) {
        if (entry.isPattern()) {
            store.find(entry.kind(), entry.name(), found -> all(entry, found, action));
        } else {
            action.accept(entry.name());
        }
    }

    /** Returns false if the node stops. */
    private boolean all(SweptEntry entry, Collection<String> found, Consumer<String> action) {
        Settings now = settings.get();
        for (String channel : found) {
            if (entry.has(channel, now) && !thread.isEnding()) {
                action.accept(channel);
            }
        }
        Threads.pause(PAUSE);
        return !thread.isEnding();
    }

    /** A channel that is refused or has no answer does not keep others from their turn. */
    private void sweepOne(Sweep sweep, String channel) {
        try {
            if (sweep.entry.kind() == ChannelKind.QUEUE) {
                expire(sweep, channel);
            } else if (store.removeIdle(channel, sweep.entry.age())) {
                sweep.removed++;
                onRemoved.accept(channel);
            }
            sweep.unansweredInARow = 0;
        } catch (ExpiryRefusedException e) {
            LOG.debug("Redis refuses to sweep \"{}\"", channel, e);
            sweep.refusal = Optional.of(e.refusal());
        } catch (StoreUnavailableException e) {
            LOG.debug("No answer for \"{}\"", channel, e);
            sweep.unanswered = Optional.of(e);
            if (++sweep.unansweredInARow == MAX_UNANSWERED) {
                throw e;
            }
        }
    }

    private void expire(Sweep sweep, String queue) {
        Optional<QueueExpiry> expiry = settings.get().queuePolicies().of(queue).expiry();
        boolean hasMore = expiry.isPresent();
        while (hasMore && !thread.isEnding()) {
            ExpiredMessages expired = store.expire(queue, expiry.get(), sweep.entry.interval());
            if (expired.removed() > 0) {
                sweep.removed += expired.removed();
                onExpired.accept(queue, expired);
            }
            hasMore = expired.hasMore();
        }
    }

    @Override
    public void close() {
        thread.stop(Threads.TIMEOUT);
    }
}
