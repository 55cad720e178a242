package dev.sluice.bridge.target;

import dev.sluice.access.TemplateSyntax;
import java.util.List;

/** A text with placeholders for fields of a record, which may hold any text or whole number. Immutable. */
final class TextTemplate {
    private final String text;
    private final TemplateSyntax syntax;

    /** @throws IllegalArgumentException if the text is no template; the message ends a sentence about it */
    TextTemplate(String text) {
        this.text = text;
        syntax = TemplateSyntax.parse(text);
        RecordFields.requireKnown(syntax.placeholders());
    }

    boolean isConstant() {
        return syntax.placeholders().isEmpty();
    }

    /** Returns the text for a record. */
    String fill(RecordFields fields) throws UndeliverableException {
        List<String> literals = syntax.literals();
        StringBuilder filled = new StringBuilder(literals.get(0));
        for (int i = 0; i < syntax.placeholders().size(); i++) {
            filled.append(fields.text(syntax.placeholders().get(i))).append(literals.get(i + 1));
        }
        return filled.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
