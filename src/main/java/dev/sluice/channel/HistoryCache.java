package dev.sluice.channel;

import java.util.Locale;

/** The caches that may keep full pages of a topic's history. */
public enum HistoryCache {
    /** The cache of the browser that has read the pages. */
    PRIVATE,
    /** Also caches between the node and browsers: access to such a cache is then access to the topic. */
    PUBLIC;

    /** Returns the word in settings and in the header {@code Cache-Control}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
