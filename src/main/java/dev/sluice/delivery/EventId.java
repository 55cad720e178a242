package dev.sluice.delivery;

import java.util.Optional;

/**
 * The id of an event of a queue: the token of the connection that it was written to, and its number there. Whoever knows
 * it was sent it, or has it from somebody who was.
 *
 * @param connection the token, {@link Receiver#token}
 * @param number counted from 1; 0 stands before the first
 */
public record EventId(String connection, long number) {
    /** The longest that a browser sends without asking first. */
    private static final int MAX_LENGTH = 128;

    private static final int MAX_DIGITS = 18;
    private static final char SEPARATOR = '-';

    /** Says that a connection has seen nothing yet. */
    public static EventId beforeFirst(String connection) {
        return new EventId(connection, 0);
    }

    /** What precedes the number in all ids of a connection. */
    static String prefix(String connection) {
        return connection + SEPARATOR;
    }

    /** Reads an id; empty where it is none. */
    public static Optional<EventId> parse(String text) {
        int separator = text.lastIndexOf(SEPARATOR);
        String number = text.substring(separator + 1);
        boolean wellFormed = separator > 0
                && text.length() <= MAX_LENGTH
                && !number.isEmpty()
                && number.length() <= MAX_DIGITS
                && text.chars().allMatch(EventId::isAllowed)
                && number.chars().allMatch(EventId::isDigit);
        return wellFormed
                ? Optional.of(new EventId(text.substring(0, separator), Long.parseLong(number)))
                : Optional.empty();
    }

    private static boolean isAllowed(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || isDigit(c) || c == '.' || c == '_' || c == '-';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return prefix(connection) + number;
    }
}
