package dev.sluice.connection;

import dev.sluice.sse.EventBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The delays after which browsers come back: different for each, so that not all come at once. Thread-safe. */
public final class RetryDelay {
    /** At least the delay after which a browser asks if an ended topic goes on, and at most twice this. */
    private static final long AFTER_TOPICS_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final int LONGER = 5;

    private final long millis;
    private final RandomGenerator random;

    private RetryDelay(long millis, RandomGenerator random) {
        this.millis = millis;
        this.random = random;
    }

    /**
     * @param middle the delay in the middle; each is between half of it and one and a half
     * @param random thread-safe
     */
    public RetryDelay(Duration middle, RandomGenerator random) {
        this(middle.toMillis(), random);
    }

    /** Returns the delays of browsers that have reached a limit, several times as long. */
    public RetryDelay longer() {
        return new RetryDelay(millis * LONGER, random);
    }

    /** Returns a delay for one browser, in milliseconds. */
    public long nextMillis() {
        return millis / 2 + random.nextLong(millis + 1);
    }

    /** Returns a delay for a browser whose topics have ended, in milliseconds. */
    public long nextAfterTopicsMillis() {
        return AFTER_TOPICS_MILLIS + random.nextLong(AFTER_TOPICS_MILLIS);
    }

    /** Returns the longest delay, in milliseconds. */
    long maxMillis() {
        return millis / 2 + millis;
    }

    /** Returns the last bytes of a stream, with a delay for its browser. */
    public ByteBuffer lastWords() {
        return new EventBuffer(32).retry(nextMillis()).toByteBuffer();
    }

    /** Returns the same with a reason for people, a line that browsers ignore. */
    public ByteBuffer lastWords(String reason) {
        return lastWords(reason, nextMillis());
    }

    /** Returns the last bytes of a stream with this delay. */
    public static ByteBuffer lastWords(String reason, long delayMillis) {
        return new EventBuffer(512).comment(reason).retry(delayMillis).toByteBuffer();
    }
}
