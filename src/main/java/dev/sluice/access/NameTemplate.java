package dev.sluice.access;

import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A name or pattern with placeholders for claims, or for other named values: {@code inbox:{sub}} gives user 42 the name
 * {@code inbox:42}. Two braces are one. Immutable.
 *
 * <p>No value widens a grant: different values never give the same name, nor patterns that match the same name.
 *
 * <ul>
 *   <li>In front of the first star, a value ends at the character that follows its placeholder, so no value may have it.
 *   <li>Behind the last star, a value begins after the character in front of its placeholder, so no value may have that
 *       either.
 *   <li>Placeholders that touch each other or a star, or that stand between stars, are refused.
 * </ul>
 *
 * <p>Two templates can still give the same name: {@code inbox:{sub}} gives user {@code a:1} what
 * {@code inbox:{tenant}:{sub}} gives user 1 of tenant {@code a}.
 */
public final class NameTemplate {
    private static final String STAR = "*";
    private static final String NEVER_IN_A_VALUE = "*{}";

    private static final Words OF_TOKENS = new Words("claim", "this token's claims");

    private final String text;
    private final Words words;
    private final List<String> literals; // one more than placeholders, which stand between them
    private final List<Placeholder> placeholders;

    /** @param neighbours the characters of the template next to the placeholder that no value may have */
    private record Placeholder(String name, String neighbours) {}

    /**
     * What values are called in sentences.
     *
     * @param one such as {@code claim}
     * @param all such as {@code this token's claims}
     */
    public record Words(String one, String all) {}

    private NameTemplate(String text, Words words, List<String> literals, List<Placeholder> placeholders) {
        this.text = text;
        this.words = words;
        this.literals = literals;
        this.placeholders = placeholders;
    }

    /** @throws IllegalArgumentException if the text is no template; the message ends a sentence about it */
    public static NameTemplate parse(String text) {
        return parse(text, OF_TOKENS);
    }

    /**
     * Parses a template whose values are no claims.
     *
     * @throws IllegalArgumentException as {@link #parse(String)} does
     */
    public static NameTemplate parse(String text, Words words) {
        if (!ChannelName.isEncodable(text)) {
            throw new IllegalArgumentException("has half a surrogate pair");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("has a control character");
        }
        TemplateSyntax syntax = TemplateSyntax.parse(text);
        List<Placeholder> placeholders = new ArrayList<>();
        for (int i = 0; i < syntax.placeholders().size(); i++) {
            placeholders.add(placeholder(syntax.placeholders().get(i), i, syntax.literals()));
        }
        // A value has no braces and is not empty, so what is wrong with this name is wrong with all.
        faultOf(String.join("x", syntax.literals())).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        return new NameTemplate(text, words, syntax.literals(), List.copyOf(placeholders));
    }

    private static Placeholder placeholder(String name, int index, List<String> literals) {
        String before = literals.get(index);
        String after = literals.get(index + 1);
        String named = "has the placeholder {" + name + "} ";
        if (index > 0 && before.isEmpty()) {
            throw new IllegalArgumentException(
                    named + "right behind another one, so that different values would give the same name");
        }
        if (before.endsWith(STAR) || after.startsWith(STAR)) {
            throw new IllegalArgumentException(
                    named + "next to a *, so that a user would also get what is of users with a longer value");
        }
        boolean behindStar = literals.subList(0, index + 1).stream().anyMatch(NamePatterns::isPattern);
        boolean inFrontOfStar =
                literals.subList(index + 1, literals.size()).stream().anyMatch(NamePatterns::isPattern);
        if (behindStar && inFrontOfStar) {
            throw new IllegalArgumentException(
                    named + "between two *, so that a user would also get what is of other users");
        }
        String following = after.isEmpty() ? "" : Character.toString(after.codePointAt(0));
        String preceding = behindStar ? Character.toString(before.codePointBefore(before.length())) : "";
        return new Placeholder(name, following + preceding);
    }

    /**
     * Fills in the values of claims.
     *
     * @param withheld hears the reason, a sentence without the value, if there is no name
     * @return a name or pattern; empty if a value is missing or would widen the grant, or if the result is no valid name
     */
    public Optional<String> fill(Claims claims, Consumer<String> withheld) {
        return fillValues(
                claims.values(),
                fault -> withheld.accept("The template \"" + text + "\" gives nothing: " + fault + "."));
    }

    /**
     * Fills in values by name: texts and whole numbers; others are withheld, as those of claims.
     *
     * @param withheld hears the reason, a sentence without a capital and a full stop, if there is no name
     */
    public Optional<String> fillValues(Map<String, Object> values, Consumer<String> withheld) {
        StringBuilder name = new StringBuilder(literals.get(0));
        for (int i = 0; i < placeholders.size(); i++) {
            Placeholder placeholder = placeholders.get(i);
            Optional<String> fault = faultOf(placeholder, values);
            if (fault.isPresent()) {
                withheld.accept("the " + words.one() + " \"" + placeholder.name() + "\" " + fault.get());
                return Optional.empty();
            }
            name.append(Claims.text(values.get(placeholder.name())).orElseThrow())
                    .append(literals.get(i + 1));
        }
        Optional<String> fault = faultOf(name.toString());
        fault.ifPresent(reason -> withheld.accept("the name with " + words.all() + " " + reason));
        return fault.isPresent() ? Optional.empty() : Optional.of(name.toString());
    }

    /** Returns a name or pattern that matches every name that this may give, and others. */
    public String widest() {
        return String.join("*", literals);
    }

    /** Returns the names of the placeholders. */
    public List<String> names() {
        return placeholders.stream().map(Placeholder::name).toList();
    }

    /** Returns why a value cannot be filled in, as the end of a sentence about it. */
    private static Optional<String> faultOf(Placeholder placeholder, Map<String, Object> values) {
        if (values.get(placeholder.name()) == null) {
            return Optional.of("is missing");
        }
        Optional<String> value = Claims.text(values.get(placeholder.name()));
        if (value.isEmpty()) {
            return Optional.of("is neither text nor a whole number");
        }
        if (value.get().isEmpty()) {
            return Optional.of("is empty");
        }
        if (!ChannelName.isEncodable(value.get())) {
            return Optional.of("has half a surrogate pair");
        }
        return value.get()
                .codePoints()
                .mapToObj(c -> faultOf(c, placeholder))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> faultOf(int character, Placeholder placeholder) {
        if (Character.isISOControl(character)) {
            return Optional.of("has a control character");
        }
        if (NEVER_IN_A_VALUE.indexOf(character) >= 0) {
            return Optional.of("has the character " + Character.toString(character));
        }
        return placeholder.neighbours().indexOf(character) >= 0
                ? Optional.of(
                        "has the character " + Character.toString(character) + ", which stands next to its placeholder")
                : Optional.empty();
    }

    /** Returns why a text cannot be granted, as the end of a sentence about it. */
    private static Optional<String> faultOf(String name) {
        if (name.startsWith(NamePatterns.OWN_PREFIX)) {
            return Optional.of("starts with " + NamePatterns.OWN_PREFIX + ", as Sluice's own keys do");
        }
        if (!NamePatterns.isPattern(name)) {
            return Optional.ofNullable(ChannelName.faultOf(name));
        }
        return name.getBytes(StandardCharsets.UTF_8).length > ChannelName.MAX_BYTES
                ? Optional.of("has more than " + ChannelName.MAX_BYTES + " bytes")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
