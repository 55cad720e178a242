package dev.sluice.channel;

import java.util.Locale;

/** The format of a channel's messages. The text is in lower case. */
public enum MessageFormat {
    /** A message is the unchanged data of its event. */
    TEXT,
    /** A message is an object with the data and the type of its event. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
