package dev.sluice.access;

/** Texts of others for a sentence, of a bounded length. */
public final class Quoted {
    private static final int MAX_CHARACTERS = 128;

    private Quoted() {}

    /** Returns a name in quotes, without characters that are invisible or change lines. */
    static String of(String name) {
        StringBuilder shown = new StringBuilder("\"");
        cut(name, MAX_CHARACTERS).codePoints().map(Quoted::shown).forEach(shown::appendCodePoint);
        return shown.append('"').toString();
    }

    /** Returns a text, or its beginning with "…" if it has more than this number of characters. Halves none of them. */
    public static String cut(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters)) + "…";
    }

    private static int shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> '\uFFFD';
            default -> character;
        };
    }
}
