package dev.sluice.http.presence;

import dev.sluice.channel.NamePatterns;
import dev.sluice.connection.CloseReason;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.StreamObserver;
import dev.sluice.registry.PresenceChange;
import dev.sluice.registry.PresenceTracker;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.Presence;
import dev.sluice.store.topic.PublicationListener;
import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells browsers who joins and leaves their topics. When Redis signals that the presence of a topic has changed, a thread
 * reads it, and then once a second until all who may come back have come back or have left. Thread-safe.
 */
public final class PresenceWatcher implements StreamObserver, PublicationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceWatcher.class);

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Added to a pause for each person, so that large topics do not keep Redis busy. */
    private static final long PAUSE_NANOS_PER_PERSON = TimeUnit.MICROSECONDS.toNanos(200);
    /** The time after which all topics are read, since a signal may be lost. */
    private static final long MISSED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final NamePatterns presence;
    private final ConnectionDirectory directory;
    private final BiConsumer<String, PresenceChange> listener;
    private final Ticker ticker;
    /** The topics of streams here; bounded by their number. */
    private final Map<String, Watched> topics = new ConcurrentHashMap<>();

    private final LoopThread thread = new LoopThread("sluice-presence", this::turn);
    private volatile Optional<String> fault = Optional.empty();

    // Used by the thread only.
    /** The time when all topics are read again. */
    private long missedAt;

    /** A topic of streams here. */
    private static final class Watched {
        final PresenceTracker tracker;
        /** The number of streams that have it; changed in the map's own operations only. */
        int streams;
        /** True if the presence may have changed since the last look. */
        volatile boolean changed = true;

        // Used by the thread only.
        /** True if somebody who has gone may still come back. */
        boolean isHolding;
        /** The time before which there is no further look. */
        long nextAt;

        Watched(Ticker ticker) {
            tracker = new PresenceTracker(ticker);
            nextAt = ticker.nanos();
        }

        boolean isDue() {
            return changed || isHolding;
        }
    }

    /**
     * @param presence the topics
     * @param listener gets each topic and what changed in it; called by the thread
     */
    public PresenceWatcher(
            NamePatterns presence,
            ConnectionDirectory directory,
            BiConsumer<String, PresenceChange> listener,
            Ticker ticker) {
        this.presence = presence;
        this.directory = directory;
        this.listener = listener;
        this.ticker = ticker;
        this.missedAt = ticker.nanos() + MISSED_NANOS;
    }

    public void start() {
        thread.start(Duration.ZERO);
    }

    /** Returns why browsers are not told now, as a sentence, if so. */
    public Optional<String> fault() {
        return fault.map(reason -> "Browsers are not told who joins and leaves: " + reason + ".");
    }

    @Override
    public void opened(StreamInfo stream) {
        topics(stream).forEach(topic -> {
            Watched one = topics.compute(topic, (name, watched) -> {
                Watched kept = watched == null ? new Watched(ticker) : watched;
                kept.streams++;
                return kept;
            });
            if (one.changed) { // as before the first look; further streams of the topic need none
                thread.wake();
            }
        });
    }

    @Override
    public void changed(StreamInfo before, StreamInfo stream) {
        opened(stream);
        forget(before);
    }

    @Override
    public void closed(StreamInfo stream, CloseReason reason) {
        forget(stream);
    }

    private void forget(StreamInfo stream) {
        topics(stream)
                .forEach(topic ->
                        topics.computeIfPresent(topic, (name, watched) -> --watched.streams == 0 ? null : watched));
    }

    private Stream<String> topics(StreamInfo stream) {
        return stream.topics().stream().filter(presence::matches);
    }

    /** Receives a JSON array of topics whose presence has changed. */
    @Override
    public void published(String channel, byte[] message) {
        try {
            for (String topic : JSON.readValue(message, String[].class)) {
                topics.computeIfPresent(topic, (name, watched) -> {
                    watched.changed = true;
                    return watched;
                });
            }
        } catch (JacksonException | NullPointerException e) { // null is JSON, too
            LOG.warn("A message on the channel {} was skipped: it is not a JSON array of topics", channel);
        }
        thread.wake();
    }

    /** Looks at all topics, since signals may have been missed. */
    public void lookAtAll() {
        setAllChanged();
        thread.wake();
    }

    private void setAllChanged() {
        topics.values().forEach(watched -> watched.changed = true);
    }

    /** Returns the nanoseconds until the next look. */
    long turn() {
        long now = ticker.nanos();
        if (missedAt - now <= 0) {
            missedAt = now + MISSED_NANOS;
            setAllChanged();
        }
        long wait = missedAt - now;
        for (Map.Entry<String, Watched> topic : topics.entrySet()) {
            Watched watched = topic.getValue();
            if (watched.isDue() && watched.nextAt - now <= 0) {
                look(topic.getKey(), watched);
            }
            if (watched.isDue()) {
                wait = Math.min(wait, watched.nextAt - now);
            }
        }
        return Math.max(0, wait);
    }

    private void look(String topic, Watched watched) {
        long persons = 0;
        watched.changed = false;
        try {
            Presence latest = directory.presence(topic, PresenceTracker.MAX_NAMED);
            persons = latest.listed().size();
            watched.tracker.look(latest).ifPresent(change -> listener.accept(topic, change));
            watched.isHolding = watched.tracker.isHolding();
            fault = Optional.empty();
        } catch (StoreUnavailableException e) {
            fault = Optional.of(e.getMessage());
            watched.changed = true;
        } catch (RuntimeException | Error e) { // the other topics are still to be looked at
            LOG.error("Cannot tell who joins and leaves the topic \"{}\"; continuing", topic, e);
            watched.changed = true;
        }
        watched.nextAt = ticker.nanos() + PAUSE_NANOS + persons * PAUSE_NANOS_PER_PERSON;
    }

    @Override
    public void close() {
        thread.stop(Threads.TIMEOUT);
    }
}
