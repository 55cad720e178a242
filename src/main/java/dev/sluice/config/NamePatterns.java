package dev.sluice.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of channels and patterns for them, in which {@code *} stands for any characters or none. Immutable. */
public final class NamePatterns {
    private final List<String> texts;
    private final Set<String> names;
    private final List<Pattern> patterns;

    public NamePatterns(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.names = texts.stream().filter(text -> !isPattern(text)).collect(Collectors.toUnmodifiableSet());
        this.patterns = texts.stream()
                .filter(NamePatterns::isPattern)
                .map(NamePatterns::compile)
                .toList();
    }

    public boolean matches(String name) {
        return names.contains(name)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** The first that is no pattern. */
    public Optional<String> firstName() {
        return texts.stream().filter(text -> !isPattern(text)).findFirst();
    }

    @Override
    public String toString() {
        return String.join(",", texts);
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0;
    }

    private static Pattern compile(String text) {
        StringBuilder regex = new StringBuilder();
        for (String part : text.split("\\*+", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
