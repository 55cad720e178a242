package dev.sluice.access;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a template. {@code {{user:{sub}}}:inbox} has the literals <code>{user:</code> and <code>}:inbox</code>
 * around the placeholder {@code sub}.
 *
 * @param literals the texts in front of, between and behind the placeholders: one more than placeholders
 * @param placeholders the names in the placeholders
 */
public record TemplateSyntax(List<String> literals, List<String> placeholders) {

    /** @throws IllegalArgumentException if a brace is out of place; the message ends a sentence about the text */
    public static TemplateSyntax parse(String text) {
        List<String> literals = new ArrayList<>();
        List<String> placeholders = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '{' && c != '}') {
                literal.append(c);
                at++;
            } else if (text.startsWith("" + c + c, at)) {
                literal.append(c);
                at += 2;
            } else if (c == '}') {
                throw new IllegalArgumentException("has a closing brace without an opening one; a brace is written }}");
            } else {
                int close = text.indexOf('}', at);
                placeholders.add(placeholder(text, at, close));
                literals.add(literal.toString());
                literal.setLength(0);
                at = close + 1;
            }
        }
        literals.add(literal.toString());
        return new TemplateSyntax(List.copyOf(literals), List.copyOf(placeholders));
    }

    private static String placeholder(String text, int open, int close) {
        if (close < 0) {
            throw new IllegalArgumentException("has an opening brace that is not closed; a brace is written {{");
        }
        String placeholder = text.substring(open + 1, close);
        if (placeholder.isEmpty()) {
            throw new IllegalArgumentException("has a placeholder without a name");
        }
        if (placeholder.indexOf('{') >= 0) {
            throw new IllegalArgumentException("has the placeholder {" + placeholder + "} with a brace in it");
        }
        return placeholder;
    }
}
