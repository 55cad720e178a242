package dev.sluice.http.directory;

import dev.sluice.http.streams.DirectMessage;
import dev.sluice.http.streams.StreamSelection;
import dev.sluice.sse.JsonMessageReader;
import dev.sluice.sse.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads direct messages that applications publish: JSON objects with {@code connection} or {@code user}, {@code data} and
 * an optional {@code event}, as {@link JsonMessageReader} reads them. Not thread-safe.
 */
final class DirectReader {
    private static final String CONNECTION = "connection";
    private static final String USER = "user";

    private final JsonMessageReader json = new JsonMessageReader(CONNECTION, USER);
    private final int maxBytes;

    /** A message and the streams that get it. */
    record Published(StreamSelection to, DirectMessage message) {}

    /** @param maxBytes the longest message */
    DirectReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws MalformedMessageException if it is no direct message */
    Published read(byte[] message) {
        if (message.length > maxBytes) {
            throw MalformedMessageException.tooLong(message.length, maxBytes);
        }
        JsonMessageReader.Message read = json.readMessage(message);
        return new Published(
                selection(read.members()),
                new DirectMessage(
                        new String(read.content().data(), StandardCharsets.UTF_8),
                        Optional.ofNullable(read.content().type())));
    }

    private static StreamSelection selection(Map<String, String> members) {
        if (members.size() != 1) {
            throw new MalformedMessageException(
                    "must have either \"connection\" or \"user\", and has " + (members.isEmpty() ? "neither" : "both"));
        }
        String id = members.get(CONNECTION);
        return id != null ? StreamSelection.ofId(id) : StreamSelection.ofUser(members.get(USER));
    }
}
