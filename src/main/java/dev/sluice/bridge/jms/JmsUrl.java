package dev.sluice.bridge.jms;

import dev.sluice.bridge.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * The address of one broker, whose parameters may be secret.
 *
 * @param address scheme, host and port, for people
 * @param hasParameters true if messages of the client may show secrets
 */
record JmsUrl(URI uri, String address, boolean hasParameters) {
    private static final int MAX_PORT = 65_535;
    /** Those that are for several brokers. The client would connect again by itself, and hide a failure. */
    private static final Set<String> RECONNECTING =
            Set.of("discovery", "failover", "fanout", "masterslave", "multicast", "peer", "static", "zeroconf");

    /** Reads one of the values of the setting {@code url}. */
    static JmsUrl parse(Section section, String text, Set<String> schemes) {
        String scheme = text.replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
        if (RECONNECTING.contains(scheme) || text.contains("(") || text.contains("#")) {
            throw section.invalid(
                    "url", "it must be a single broker; the bridge reconnects itself: list several urls instead");
        }
        try {
            URI uri = new URI(text);
            if (schemes.contains(scheme)
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= MAX_PORT
                    && uri.getRawUserInfo() == null) {
                String address = scheme + "://" + uri.getHost() + ":" + uri.getPort();
                return new JmsUrl(uri, address, uri.getRawQuery() != null);
            }
        } catch (URISyntaxException e) {
            // Its message would show the URL.
        }
        throw section.invalid(
                "url",
                "it must be tcp:// or ssl://, a host, and a port up to 65535; user and password are settings of"
                        + " their own");
    }

    /** Returns the parameters with a leading {@code ?}; empty if there are none. */
    String parameters() {
        return hasParameters ? "?" + uri.getRawQuery() : "";
    }
}
