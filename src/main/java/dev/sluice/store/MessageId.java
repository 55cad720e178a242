package dev.sluice.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a message of a queue on one connection. It cannot be guessed, and the message is confirmed by it only.
 * Immutable.
 *
 * @param connection the connection's token
 * @param number counted from 1; 0 is before the first
 */
public record MessageId(String connection, long number) {
    private static final Pattern TEXT = Pattern.compile("(" + RandomTokens.CHARACTER + "{1,64})-([0-9]{1,18})");

    /** Reads a token and a number with a hyphen between them. Returns empty for any other text. */
    public static Optional<MessageId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new MessageId(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return connection + "-" + number;
    }
}
