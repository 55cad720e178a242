package dev.sluice.channel;

import java.util.Locale;

/** An end of the Redis list that is a queue. */
public enum QueueEnd {
    /** The end to which {@code LPUSH} adds and from which {@code LPOP} takes. */
    LEFT,
    /** The end to which {@code RPUSH} adds and from which {@code RPOP} takes. */
    RIGHT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
