package dev.sluice.config;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a page, in lower case and without the default port of its scheme.
 *
 * @param scheme such as {@code https}
 * @param authority host and port, such as {@code shop.example} or {@code localhost:8080}; the first label may be {@code *}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454">RFC 6454, "The Web Origin Concept"</a>
 */
public record Origin(String scheme, String authority) {
    private static final Pattern ORIGIN = Pattern.compile(
            "([a-zA-Z][a-zA-Z0-9+.-]*)://((?:\\*\\.)?(?:\\[[0-9a-fA-F:.]+]|[^/?#@*:,\\s]+)(?::[0-9]{1,5})?)");

    private static final String ANY_LABEL = "*.";
    private static final int MAX_PORT = 65_535;

    /** Returns the origin; empty if the text is none, such as {@code null}, the origin of a sandboxed page. */
    public static Optional<Origin> parse(String text) {
        Matcher matcher = ORIGIN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        String authority = matcher.group(2);
        int port = authority.indexOf(':', authority.indexOf(']') + 1);
        if (port >= 0 && Integer.parseInt(authority.substring(port + 1)) > MAX_PORT) {
            return Optional.empty();
        }
        return ascii(authority).map(ascii -> new Origin(scheme, withoutDefaultPort(scheme, ascii)));
    }

    /** Returns the authority as browsers write it: other alphabets in Punycode. */
    private static Optional<String> ascii(String authority) {
        try {
            return Optional.of(
                    authority.chars().allMatch(c -> c < 128)
                            ? authority
                            : IDN.toASCII(authority, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns an authority as it stands in an origin of this scheme. */
    public static String withoutDefaultPort(String scheme, String authority) {
        String port = switch (scheme) {
            case "http" -> ":80";
            case "https" -> ":443";
            default -> "";
        };
        String folded = authority.toLowerCase(Locale.ROOT);
        return folded.endsWith(port) ? folded.substring(0, folded.length() - port.length()) : folded;
    }

    /** Returns true if this stands for all origins with another first label. */
    public boolean isWildcard() {
        return authority.startsWith(ANY_LABEL);
    }

    /** Returns true if another origin is this one, or one of those that this one stands for. */
    public boolean covers(Origin other) {
        // Not by the generated equals, which keeps a WAR's classes in Java 17 (JDK-8078641).
        int dot = other.authority.indexOf('.');
        return scheme.equals(other.scheme)
                && (isWildcard()
                        ? dot > 0 && authority.substring(1).equals(other.authority.substring(dot))
                        : authority.equals(other.authority));
    }

    @Override
    public String toString() {
        return scheme + "://" + authority;
    }
}
