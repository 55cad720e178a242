package dev.sluice.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of channels and patterns, in which {@code *} matches any characters or none. Sluice's own keys never match.
 * Immutable.
 */
public final class NamePatterns {
    /** The prefix of Sluice's own keys in Redis. */
    public static final String OWN_PREFIX = "sluice:";

    private final List<String> texts;
    private final Set<String> names;
    private final List<String> patterns;

    public NamePatterns(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.names = texts.stream().filter(text -> !isPattern(text)).collect(Collectors.toUnmodifiableSet());
        this.patterns = texts.stream().filter(NamePatterns::isPattern).toList();
    }

    public boolean matches(String name) {
        return !name.startsWith(OWN_PREFIX)
                && (names.contains(name) || patterns.stream().anyMatch(pattern -> matches(pattern, name)));
    }

    /** Returns true if the text is one of the names, and not only matched by a pattern. */
    public boolean isName(String name) {
        return names.contains(name);
    }

    /** Returns these texts, followed by the others. */
    public NamePatterns or(NamePatterns others) {
        return new NamePatterns(
                Stream.concat(texts.stream(), others.texts.stream()).toList());
    }

    /** Returns the names and patterns, in order. */
    public List<String> texts() {
        return texts;
    }

    /** Returns true if nothing matches. */
    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Returns the first name that is no pattern. */
    public Optional<String> firstName() {
        return texts.stream().filter(text -> !isPattern(text)).findFirst();
    }

    /** Returns the names and patterns as in a setting: {@code none} if there are none. */
    @Override
    public String toString() {
        return texts.isEmpty() ? "none" : String.join(",", texts);
    }

    /** Returns true if the text is a pattern and no name. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0;
    }

    /** Returns true if there may be a name that both these and the other name or pattern match. */
    public boolean overlap(String other) {
        return texts.stream().anyMatch(text -> overlap(text, other));
    }

    /**
     * Returns one of the others that may now have what was among these; empty if there is none. Those that overlap as
     * they did before have moved nothing.
     *
     * @param others what has the other kind of channels next
     * @param next what has this kind next
     * @param formerOthers what had the other kind
     */
    public Optional<String> movedTo(NamePatterns others, NamePatterns next, NamePatterns formerOthers) {
        return others.texts.stream()
                .filter(other -> texts.stream()
                        .anyMatch(text -> overlap(text, other)
                                && !(next.texts.contains(text) && formerOthers.texts.contains(other))))
                .findFirst();
    }

    static boolean overlap(String one, String other) {
        if (!isPattern(one) && !isPattern(other)) {
            return one.equals(other);
        }
        // The pairs of positions that the beginning of some name reaches.
        boolean[][] reached = new boolean[one.length() + 1][other.length() + 1];
        reached[0][0] = true;
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                boolean inOne = i < one.length();
                boolean inOther = j < other.length();
                boolean atStar = inOne && one.charAt(i) == '*' || inOther && other.charAt(j) == '*';
                if (reached[i][j] && inOne) {
                    reached[i + 1][j] |= atStar;
                }
                if (reached[i][j] && inOther) {
                    reached[i][j + 1] |= atStar;
                }
                if (reached[i][j] && inOne && inOther) {
                    reached[i + 1][j + 1] |= one.charAt(i) == other.charAt(j);
                }
            }
        }
        return reached[one.length()][other.length()];
    }

    /**
     * Returns true if a name matches a pattern. Goes back to the last star only, so that a hostile name costs at most
     * its length times the pattern's.
     */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
