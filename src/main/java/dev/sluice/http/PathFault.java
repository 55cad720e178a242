package dev.sluice.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The parts that a path may not have: proxies and containers read them differently, which could bypass a proxy's rules.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-3.3">RFC 3986, section 3.3, "Path"</a>
 */
final class PathFault {
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|/)(?:\\.|%2e){1,2}(?:/|$)");

    private PathFault() {}

    /** Returns what is wrong with a path as the client wrote it, or null. */
    static String of(String path) {
        String folded = path.toLowerCase(Locale.ROOT);
        if (folded.contains(";")) {
            return "has a path parameter";
        }
        if (folded.contains("%2f") || folded.contains("%5c") || folded.contains("\\")) {
            return "has an encoded separator";
        }
        if (DOT_SEGMENT.matcher(folded).find()) {
            return "has a dot segment";
        }
        if (folded.contains("//")) {
            return "has an empty segment"; // which some containers leave out
        }
        return null;
    }
}
