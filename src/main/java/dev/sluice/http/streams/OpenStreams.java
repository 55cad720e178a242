package dev.sluice.http.streams;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.connection.CloseReason;
import dev.sluice.connection.RetryDelay;
import dev.sluice.threads.Threads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open streams of a node. Finds them, sends them events, and ends them when their access or their time is over. Thread-safe. */
public final class OpenStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);

    private static final Duration SWEEP = Duration.ofMillis(250);

    /** The time in which access is decided, and as much again. */
    private static final long MAX_OPENING_SECONDS = 2 * Access.MAX_DECISION.toSeconds();

    /** The time for a browser to take its last events. */
    private static final long LAST_EVENTS_MILLIS = 2_000;

    private final RetryDelay retry;
    private final Optional<Duration> maxAge;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Runnable onExpired;
    private final Predicate<Access> isRevoked;
    private final Predicate<Need> isServed;
    private final List<StreamObserver> observers = new CopyOnWriteArrayList<>();
    private final StreamIndex streams = new StreamIndex();
    private final Owner owner = new Owner();
    private final ScheduledThreadPoolExecutor ends = Threads.scheduler("sluice-streams");

    /**
     * @param retry the delays after which browsers come back
     * @param maxAge the longest time of a stream; each ends after three quarters of it or more, so that not all come back
     *     at once
     * @param random thread-safe
     * @param onExpired called for each stream whose access has expired
     * @param isRevoked returns true for access that is revoked
     * @param isServed returns true for channels that are served at the moment
     */
    public OpenStreams(
            RetryDelay retry,
            Optional<Duration> maxAge,
            InstantSource clock,
            RandomGenerator random,
            Runnable onExpired,
            Predicate<Access> isRevoked,
            Predicate<Need> isServed) {
        this.retry = retry;
        this.maxAge = maxAge;
        this.clock = clock;
        this.random = random;
        this.onExpired = onExpired;
        this.isRevoked = isRevoked;
        this.isServed = isServed;
    }

    /** Adds an observer, before the first stream. */
    public void observe(StreamObserver observer) {
        observers.add(observer);
    }

    /** Begins to end streams in time. Without access control and a longest time, no stream has such an end. */
    public void start() {
        Threads.repeat(ends, SWEEP, SWEEP, this::sweep);
    }

    /**
     * Prepares a stream; {@link OpenStream#opened} opens it.
     *
     * @param id the public id of the connection
     * @param access what was decided
     * @param as the name that the page claims, if any
     * @param needs the channels
     */
    public OpenStream prepare(String id, Access access, Optional<String> as, List<Need> needs) {
        Instant now = clock.instant();
        Optional<Instant> oldest = maxAge.map(age -> now.plus(spread(age)));
        return new OpenStream(owner, new StreamInfo(id, access.user(), as, now, needs), access, oldest);
    }

    private Duration spread(Duration age) {
        long millis = age.toMillis();
        return Duration.ofMillis(millis - random.nextLong(millis / 4 + 1));
    }

    /** Returns an open stream by the public id of its connection; empty if there is none. */
    public Optional<StreamInfo> find(String id) {
        return streams.find(id).map(OpenStream::info);
    }

    /**
     * Extends a stream, and removes what is no longer granted from it; if nothing remains, the stream ends.
     *
     * @param granted the channels that remain
     * @param expires the new end
     * @return false if there is no such stream any more
     */
    public boolean renew(String id, List<Need> granted, Optional<Instant> expires) {
        return streams.find(id).filter(stream -> stream.renew(granted, expires)).isPresent();
    }

    /**
     * Removes channels that are not served any more from all streams, also those that are being opened; a stream of which
     * nothing remains ends.
     */
    public void dropUnserved() {
        ends.schedule(this::retainServed, MAX_OPENING_SECONDS, TimeUnit.SECONDS);
        retainServed();
    }

    private void retainServed() {
        for (OpenStream stream : streams.all()) {
            try {
                stream.retain(isServed, "not-served");
            } catch (RuntimeException e) { // else the others would keep theirs
                LOG.error("Cannot remove channels from a stream; continuing with the others", e);
            }
        }
    }

    /** Sends a message directly to streams, in the order of the calls; returns the number of those that took it. */
    public int send(List<StreamSelection> to, DirectMessage message) {
        ByteBuffer event = message.event();
        int sent = 0;
        for (StreamSelection each : to) {
            for (OpenStream stream : streams.select(each)) {
                sent += stream.tell(event.duplicate()) ? 1 : 0;
            }
        }
        return sent;
    }

    /** Writes an event to the streams that have a topic. */
    public void tellReaders(String topic, ByteBuffer event) {
        Need reading = new Need(Right.READ, topic);
        for (OpenStream stream : streams.all()) {
            if (stream.info().needs().contains(reading)) {
                stream.tell(event.duplicate());
            }
        }
    }

    /** Ends streams at an operator's wish; returns their number. */
    public int end(StreamSelection which) {
        int ended = 0;
        for (OpenStream stream : streams.select(which)) {
            ended += stream.revoke("ended", CloseReason.ENDED) ? 1 : 0;
        }
        return ended;
    }

    void sweep() {
        Instant now = clock.instant();
        for (OpenStream stream : streams.all()) {
            try {
                stream.check(now);
            } catch (RuntimeException | Error e) { // the others are still to be checked
                LOG.error("Cannot end a stream in time; trying again", e);
            }
        }
    }

    private final class Owner implements OpenStream.Owner {
        @Override
        public void opened(OpenStream stream) {
            StreamInfo info = stream.info();
            streams.add(stream);
            observers.forEach(observer -> observer.opened(info));
        }

        @Override
        public void changed(StreamInfo before, StreamInfo stream) {
            observers.forEach(observer -> observer.changed(before, stream));
        }

        @Override
        public void closed(OpenStream stream, CloseReason reason) {
            StreamInfo info = stream.info();
            streams.remove(stream);
            observers.forEach(observer -> observer.closed(info, reason));
        }

        /** Cuts a stream that is ending if its browser does not take its last events. */
        @Override
        public void ending(OpenStream stream, CloseReason reason) {
            try {
                ends.schedule(() -> stream.close(reason), LAST_EVENTS_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                stream.close(reason); // the node is stopping
            }
        }

        @Override
        public RetryDelay retry() {
            return retry;
        }

        @Override
        public boolean isRevoked(Access access) {
            return isRevoked.test(access);
        }

        @Override
        public void expired() {
            onExpired.run();
        }
    }

    @Override
    public void close() {
        Threads.stop(ends);
    }
}
