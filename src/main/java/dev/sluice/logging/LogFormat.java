package dev.sluice.logging;

import java.util.Locale;

/** The form of the lines of the log. The text is in lower case. */
public enum LogFormat {
    /** A line for people. */
    TEXT,
    /** A line that is one JSON object. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
