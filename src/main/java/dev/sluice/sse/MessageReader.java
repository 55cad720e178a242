package dev.sluice.sse;

/** Makes the content of an event of a message. Not thread-safe. */
public interface MessageReader {
    /** @throws MalformedMessageException where it cannot be an event */
    EventContent read(byte[] message);
}
