package dev.sluice.channel;

import java.util.Locale;

/** An end of the Redis list that is a queue. */
public enum QueueEnd {
    /** Where {@code LPUSH} adds and {@code LPOP} takes. */
    LEFT,
    /** Where {@code RPUSH} adds and {@code RPOP} takes. */
    RIGHT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
