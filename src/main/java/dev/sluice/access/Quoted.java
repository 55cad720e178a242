package dev.sluice.access;

/** A name in quotes for a sentence, of a bounded length and without characters that are invisible or change lines. */
final class Quoted {
    private static final int MAX_CHARACTERS = 128;

    private Quoted() {}

    static String of(String name) {
        StringBuilder shown = new StringBuilder("\"");
        name.codePoints().limit(MAX_CHARACTERS).map(Quoted::shown).forEach(shown::appendCodePoint);
        boolean cut = name.codePointCount(0, name.length()) > MAX_CHARACTERS;
        return shown.append(cut ? "…\"" : "\"").toString();
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
