package dev.sluice.access;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a template. {@code {{user:{sub}}}:inbox} has the literals <code>{user:</code> and <code>}:inbox</code>
 * around the claim {@code sub}.
 *
 * @param literals the texts in front of, between and behind the claims: one more than claims
 * @param claims the names of the claims
 */
public record TemplateSyntax(List<String> literals, List<String> claims) {

    /** @throws IllegalArgumentException if a brace is out of place; the message ends a sentence about the text */
    public static TemplateSyntax parse(String text) {
        List<String> literals = new ArrayList<>();
        List<String> claims = new ArrayList<>();
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
                claims.add(claim(text, at, close));
                literals.add(literal.toString());
                literal.setLength(0);
                at = close + 1;
            }
        }
        literals.add(literal.toString());
        return new TemplateSyntax(List.copyOf(literals), List.copyOf(claims));
    }

    private static String claim(String text, int open, int close) {
        if (close < 0) {
            throw new IllegalArgumentException("has an opening brace that is not closed; a brace is written {{");
        }
        String claim = text.substring(open + 1, close);
        if (claim.isEmpty()) {
            throw new IllegalArgumentException("has a placeholder without the name of a claim");
        }
        if (claim.indexOf('{') >= 0) {
            throw new IllegalArgumentException("has the placeholder {" + claim + "} with a brace in it");
        }
        return claim;
    }
}
