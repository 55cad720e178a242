package dev.sluice.channel;

import java.util.Locale;

/** The event that removes a message from its queue for good. The text is in lower case. */
public enum AckMode {
    /** The message is popped. */
    NONE,
    /** The message was written, and the connection was proven to be alive afterwards. */
    SENT,
    /** The browser has confirmed the message. */
    CLIENT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
