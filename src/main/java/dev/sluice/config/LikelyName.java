package dev.sluice.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant by an unknown one. */
public final class LikelyName {
    /** Relative to the longer name; beyond that two names have little in common. */
    private static final int MAX_DIFFERENT_PERCENT = 50;

    private static final int MAX_LENGTH = 100;

    private LikelyName() {}

    /** Returns {@code Perhaps you meant "…".} with a space in front, or nothing if no name is like it. */
    public static String hint(String name, Collection<String> known) {
        return find(name, known)
                .map(likely -> " Perhaps you meant \"" + likely + "\".")
                .orElse("");
    }

    static Optional<String> find(String name, Collection<String> known) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String folded = name.toLowerCase(Locale.ROOT);
        // What all names have in common does not tell which one is meant.
        String prefix = commonPrefix(known);
        int common = folded.startsWith(prefix) ? prefix.length() : 0;
        return known.stream()
                .filter(other -> differences(folded, other) * 100
                        <= MAX_DIFFERENT_PERCENT * (Math.max(folded.length(), other.length()) - common))
                .min(Comparator.<String>comparingInt(other -> differences(folded, other))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String commonPrefix(Collection<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .reduce(LikelyName::commonPrefix)
                .orElse("");
    }

    private static String commonPrefix(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return one.substring(0, length);
    }

    /** Returns the edit distance of Levenshtein, ignoring case. */
    private static int differences(String one, String other) {
        String folded = other.toLowerCase(Locale.ROOT);
        int[] row = new int[folded.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == folded.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[folded.length()];
    }
}
