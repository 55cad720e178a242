package dev.sluice.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event of a stream topic, which is its place there. Both numbers are unsigned.
 *
 * @param millis the time of publication, by the store's clock
 * @param sequence tells events of one millisecond apart
 * @see <a href="https://redis.io/docs/latest/develop/data-types/streams/#entry-ids">Redis streams, "Entry IDs"</a>
 */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {
    /** The place before all events. */
    public static final StreamId ZERO = new StreamId(0, 0);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,20})-([0-9]{1,20})");

    /** Reads a complete id. Returns empty if the text is none. */
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

    /** Returns the place right before this one; {@link #ZERO} has none and is returned itself. */
    public StreamId previous() {
        if (sequence != 0) {
            return new StreamId(millis, sequence - 1);
        }
        return millis == 0 ? ZERO : new StreamId(millis - 1, -1);
    }

    /** Returns the place right behind this one; the last possible place has none and is returned itself. */
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
