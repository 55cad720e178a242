package dev.sluice.logging;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Turns any bytes into a line that a terminal shows and does not obey; what is not shown as it is has a backslash. */
public final class Printable {
    private Printable() {}

    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param bytes UTF-8 or not, perhaps cut off in the middle of a character */
    public static String of(byte[] bytes) {
        StringBuilder line = new StringBuilder(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            out.flip().codePoints().forEach(character -> append(line, character));
            out.clear();
            if (!result.isMalformed()) {
                return line.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                line.append(String.format("\\x%02x", in.get()));
            }
            decoder.reset();
        }
    }

    private static void append(StringBuilder line, int character) {
        switch (character) {
            case '\\' -> line.append("\\\\");
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (isShown(character)) {
                    line.appendCodePoint(character);
                } else {
                    line.append(String.format("\\u{%x}", character));
                }
            }
        }
    }

    /** Returns false for what moves the cursor or turns the direction of writing. */
    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
