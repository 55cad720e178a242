package dev.sluice.sse;

/** Takes a message as the data of its event, as it is. Not thread-safe. */
public final class TextMessageReader implements MessageReader {
    private final Utf8 utf8 = new Utf8();

    @Override
    public EventContent read(byte[] message) {
        int malformed = utf8.firstMalformed(message);
        if (malformed >= 0) {
            throw new MalformedMessageException("is not UTF-8 at byte " + malformed);
        }
        return new EventContent(null, message);
    }
}
