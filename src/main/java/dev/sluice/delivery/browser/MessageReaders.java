package dev.sluice.delivery.browser;

import dev.sluice.channel.MessageFormat;
import dev.sluice.sse.JsonMessageReader;
import dev.sluice.sse.MessageReader;
import dev.sluice.sse.TextMessageReader;

/** The readers of all message formats. Not thread-safe. */
public final class MessageReaders {
    private final MessageReader text = new TextMessageReader();
    private final MessageReader json = new JsonMessageReader();

    public MessageReader of(MessageFormat format) {
        return switch (format) {
            case TEXT -> text;
            case JSON -> json;
        };
    }
}
