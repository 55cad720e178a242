package dev.sluice.channel;

import java.util.Locale;

/** Who may keep full pages of a topic's history. */
public enum HistoryCache {
    /** The browser that has read them. */
    PRIVATE,
    /** Caches between the node and browsers, too: whoever can reach such a cache can then read the topic. */
    PUBLIC;

    /** As in settings, and in the header {@code Cache-Control}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
