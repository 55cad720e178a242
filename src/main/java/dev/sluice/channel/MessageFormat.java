package dev.sluice.channel;

import java.util.Locale;

/** How the messages of a channel are read. Its text is in lower case. */
public enum MessageFormat {
    /** A message is the data of its event, as it is. */
    TEXT,
    /** A message is an object with the data and the type of its event. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
