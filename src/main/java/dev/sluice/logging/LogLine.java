package dev.sluice.logging;

/** Turns text of clients, Redis or libraries into a part of a log: one line, and not a long one. */
final class LogLine {
    /** The most characters of a line; enough for all settings of a node, less than a header. */
    static final int MAX_CHARACTERS = 4_000;

    private static final String CUT = "... (cut)";

    private LogLine() {}

    static String of(String text) {
        String printable = Printable.of(start(text, MAX_CHARACTERS));
        // A text that was cut before is marked even if what is left of it fits.
        return text.length() <= MAX_CHARACTERS
                ? cut(printable, MAX_CHARACTERS)
                : start(printable, MAX_CHARACTERS) + CUT;
    }

    /** Returns the text, or its start and a mark if it is longer. */
    static String cut(String text, int length) {
        return text.length() <= length ? text : start(text, length) + CUT;
    }

    /** Returns the start, without half a character. */
    private static String start(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
