package dev.sluice.access;

import java.util.Locale;

/** An action that needs a grant. The text is in lower case, as tokens and settings have it. */
public enum Right {
    /** To take messages from a queue. */
    TAKE("take from the queue"),
    /** To read a topic and its history. */
    READ("read the topic"),
    /** To push to a queue, or publish to a topic. */
    PUBLISH("publish to"),
    /** To send to a user's connections. */
    SEND("send to the user");

    private final String action;

    Right(String action) {
        this.action = action;
    }

    /** Returns the action for a sentence, to be followed by the name. */
    String action() {
        return action;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
