package dev.sluice.delivery;

/** Takes what browsers confirm, to whichever node they do. Thread-safe. */
public interface Confirmations {
    /**
     * A browser has done with this event. Where the node that sent it is gone, nothing happens: its messages are offered
     * again.
     *
     * @throws PublishException where that could not be told to the node that sent it
     */
    void confirm(EventId event) throws PublishException;

    /**
     * A browser has come back, and of its former connection has seen everything up to this event and nothing after it.
     * Does not wait until the node that sent it has heard of it.
     */
    void resume(EventId last);
}
