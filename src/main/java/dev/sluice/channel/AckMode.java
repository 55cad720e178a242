package dev.sluice.channel;

import java.util.Locale;

/** When a message of a queue is gone. Its text is in lower case. */
public enum AckMode {
    /** As soon as it is popped. */
    NONE,
    /** Once it was written and the connection has proved alive after that. */
    SENT,
    /** Once the browser has confirmed it. */
    CLIENT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
