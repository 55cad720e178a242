package dev.sluice.sse;

/** A reader that takes a message unchanged as the data of its event. Not thread-safe. */
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
