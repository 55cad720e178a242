package dev.sluice.http.access;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.connection.RetryDelay;
import dev.sluice.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open streams of a node: a thread ends each when its access or its time is over, and tells it before. Thread-safe.
 */
public final class OpenStreams implements StreamAccess, OpenStream.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);

    private static final long SWEEP_MILLIS = 250;

    private final RetryDelay retry;
    private final Optional<Duration> maxAge;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Runnable onExpired;
    private final Map<String, OpenStream> open = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor sweeps = Threads.scheduler("sluice-access");

    /**
     * @param retry the delays after which browsers come back
     * @param maxAge the longest time of a stream; each ends after three quarters of it or more, so that not all come back
     *     at once
     * @param random thread-safe
     * @param onExpired called for each stream whose access has expired
     */
    public OpenStreams(
            RetryDelay retry,
            Optional<Duration> maxAge,
            InstantSource clock,
            RandomGenerator random,
            Runnable onExpired) {
        this.retry = retry;
        this.maxAge = maxAge;
        this.clock = clock;
        this.random = random;
        this.onExpired = onExpired;
    }

    /** Begins to end streams. */
    public void start() {
        sweeps.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Watch watch(String id, Access access, Supplier<List<Need>> needs) {
        Optional<Instant> oldest = maxAge.map(age -> clock.instant().plus(spread(age)));
        return new OpenStream(this, id, access, needs.get(), oldest);
    }

    private Duration spread(Duration age) {
        long millis = age.toMillis();
        return Duration.ofMillis(millis - random.nextLong(millis / 4 + 1));
    }

    /** Returns an open stream by the public id of its connection; empty if there is none. */
    public Optional<Streams.Info> find(String id) {
        return Optional.ofNullable(open.get(id)).map(OpenStream::info);
    }

    /**
     * Extends a stream, and removes what is no longer granted from it; if nothing remains, the stream ends.
     *
     * @param granted the channels that remain
     * @param expires the new end
     * @return false if there is no such stream any more
     */
    public boolean renew(String id, List<Need> granted, Optional<Instant> expires) {
        OpenStream stream = open.get(id);
        return stream != null && stream.renew(granted, expires);
    }

    @Override
    public void opened(OpenStream stream) {
        open.put(stream.id(), stream);
    }

    @Override
    public void closed(OpenStream stream) {
        open.remove(stream.id(), stream);
    }

    @Override
    public RetryDelay retry() {
        return retry;
    }

    @Override
    public void expired() {
        onExpired.run();
    }

    void sweep() {
        Instant now = clock.instant();
        for (OpenStream stream : open.values()) {
            try {
                stream.check(now);
            } catch (RuntimeException | Error e) { // else there would be no further sweep
                LOG.error("Cannot end a stream in time; trying again", e);
            }
        }
    }

    @Override
    public void close() {
        Threads.stop(sweeps);
    }
}
