package dev.sluice.sse;

/** A reader that turns messages into the contents of events. Not thread-safe. */
public interface MessageReader {
    /** @throws MalformedMessageException if the message cannot be an event */
    EventContent read(byte[] message);
}
