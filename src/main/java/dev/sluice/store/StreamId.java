package dev.sluice.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event of a stream topic, which is its place in it: both numbers are unsigned.
 *
 * @param millis when it was published, by the store's clock
 * @param sequence tells events of one millisecond apart
 * @see <a href="https://redis.io/docs/latest/develop/data-types/streams/#entry-ids">Redis streams, "Entry IDs"</a>
 */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {
    /** Before all events. */
    public static final StreamId ZERO = new StreamId(0, 0);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,20})-([0-9]{1,20})");

    /** Reads an id in full; empty where it is none. */
    public static Optional<StreamId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new StreamId(Long.parseUnsignedLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The place right before this one; nothing is before {@link #ZERO}. */
    public StreamId previous() {
        if (sequence != 0) {
            return new StreamId(millis, sequence - 1);
        }
        return millis == 0 ? ZERO : new StreamId(millis - 1, -1);
    }

    /** The place right behind this one; nothing is behind the last that there can be. */
    public StreamId next() {
        if (sequence != -1) {
            return new StreamId(millis, sequence + 1);
        }
        return millis == -1 ? this : new StreamId(millis + 1, 0);
    }

    public boolean isBefore(StreamId other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(StreamId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
    }
}
