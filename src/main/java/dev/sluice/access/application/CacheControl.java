package dev.sluice.access.application;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The header Cache-Control of an answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2">RFC 9111, "Response Directives"</a>
 */
final class CacheControl {
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private CacheControl() {}

    /**
     * Returns how long an answer may be kept, at most an hour: the smallest {@code max-age}; zero without one, if it is no
     * number, or with {@code no-store} or {@code no-cache}.
     */
    static Duration fresh(List<String> headers) {
        Duration fresh = null;
        for (String directive :
                String.join(",", headers).toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = directive.split("=", 2);
            String name = parts[0].strip();
            if (name.equals("no-store") || name.equals("no-cache")) {
                return Duration.ZERO;
            }
            if (name.equals("max-age")) {
                Duration age = seconds(parts.length == 1 ? "" : parts[1].strip());
                fresh = fresh == null || age.compareTo(fresh) < 0 ? age : fresh;
            }
        }
        return fresh == null ? Duration.ZERO : fresh;
    }

    private static Duration seconds(String value) {
        String digits = value.matches("\".*\"") ? value.substring(1, value.length() - 1) : value;
        return digits.matches("[0-9]{1,18}")
                ? Duration.ofSeconds(Math.min(MAX_AGE.toSeconds(), Long.parseLong(digits)))
                : Duration.ZERO;
    }
}
