package dev.sluice.logging;

/** Makes what clients, Redis or libraries say a part of a log: one line, and not a long one. */
final class LogLine {
    /** Of what is written; enough for all settings of a node, less than a header. */
    static final int MAX_CHARACTERS = 4_000;

    private LogLine() {}

    static String of(String text) {
        String printable = Printable.of(start(text, MAX_CHARACTERS));
        String line = start(printable, MAX_CHARACTERS);
        return line.length() == printable.length() && text.length() <= MAX_CHARACTERS ? line : line + "... (cut)";
    }

    /** Never half a character. */
    private static String start(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
