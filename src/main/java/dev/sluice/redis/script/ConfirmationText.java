package dev.sluice.redis.script;

import dev.sluice.store.MessageId;
import dev.sluice.store.queue.ConfirmationListener;

/** The text of confirmations for another node: a word and the id of an event. */
public final class ConfirmationText {
    private static final String CONFIRMED = "confirmed ";
    private static final String RESUMED = "resumed ";

    private ConfirmationText() {}

    public static String confirmed(MessageId event) {
        return CONFIRMED + event;
    }

    public static String resumed(MessageId last) {
        return RESUMED + last;
    }

    /** Passes a confirmation to the listener; unreadable text is skipped. */
    public static void read(String text, ConfirmationListener listener) {
        if (text.startsWith(CONFIRMED)) {
            MessageId.parse(text.substring(CONFIRMED.length())).ifPresent(listener::confirmed);
        } else if (text.startsWith(RESUMED)) {
            MessageId.parse(text.substring(RESUMED.length())).ifPresent(listener::resumed);
        }
    }
}
