package dev.sluice.http.publish;

import dev.sluice.access.Quoted;
import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.MessageFormat;
import dev.sluice.config.LikelyName;
import dev.sluice.config.Settings;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.sse.JsonMessageReader;
import dev.sluice.sse.JsonMessageWriter;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.publish.Publication;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads one message of a body. Not thread-safe. */
final class ItemReader {
    /** The longest key, in bytes of UTF-8. */
    private static final int MAX_KEY_BYTES = 128;

    private static final int MAX_QUOTED = 100;

    private static final String QUEUE = "queue";
    private static final String TOPIC = "topic";
    private static final String KEY = "key";
    private static final List<String> MEMBERS = List.of(QUEUE, TOPIC, "data", "event", KEY);

    private final JsonMessageReader json = new JsonMessageReader(ItemReader::unknown, QUEUE, TOPIC, KEY);
    private final ChannelCheck queues;
    private final ChannelCheck topics;
    private final Supplier<Settings> settings;

    ItemReader(ChannelCheck queues, ChannelCheck topics, Supplier<Settings> settings) {
        this.queues = queues;
        this.topics = topics;
        this.settings = settings;
    }

    /**
     * Reads a message.
     *
     * @return the message; its key is nobody's yet
     * @throws RefusedException if it cannot be published
     */
    Publication read(byte[] object) throws RefusedException {
        JsonMessageReader.Message message;
        try {
            message = json.readMessage(object);
        } catch (MalformedMessageException e) {
            throw refused("The message " + e.getMessage() + ".");
        }
        Map<String, String> members = message.members();
        if (members.containsKey(QUEUE) == members.containsKey(TOPIC)) {
            throw refused("The message must have either \"queue\" or \"topic\", and has "
                    + (members.containsKey(QUEUE) ? "both." : "neither."));
        }
        boolean isQueue = members.containsKey(QUEUE);
        String channel = members.get(isQueue ? QUEUE : TOPIC);
        ChannelKind kind = (isQueue ? queues : topics).check(channel);
        Optional<Publication.Key> key = key(members.get(KEY));
        Optional<String> type = Optional.ofNullable(message.content().type());
        boolean asObject = isJson(kind, channel);
        if (type.isPresent() && kind != ChannelKind.STREAM && !asObject) {
            throw refused("An \"event\" is for stream topics and channels with the format json only, and \"" + channel
                    + "\" is a " + (isQueue ? QUEUE : "pub/sub topic") + " with the format text.");
        }
        byte[] data = asObject
                ? JsonMessageWriter.write(message.content(), message.isText())
                : message.content().data();
        String separateType = kind == ChannelKind.STREAM ? type.orElse("") : "";
        requireLength(data.length + separateType.getBytes(StandardCharsets.UTF_8).length);
        return new Publication(kind, channel, data, separateType, key);
    }

    private boolean isJson(ChannelKind kind, String channel) {
        return switch (kind) {
            case QUEUE -> settings.get().queuePolicies().of(channel).format() == MessageFormat.JSON;
            case PUBSUB -> settings.get().pubsubTopicPolicies().of(channel).format() == MessageFormat.JSON;
            case STREAM -> false;
        };
    }

    private static Optional<Publication.Key> key(String text) throws RefusedException {
        if (text != null && (text.isEmpty() || bytes(text).length > MAX_KEY_BYTES)) {
            throw refused(
                    "The \"key\" " + (text.isEmpty() ? "is empty." : "has more than " + MAX_KEY_BYTES + " bytes."));
        }
        return Optional.ofNullable(text).map(given -> new Publication.Key(Optional.empty(), given));
    }

    private void requireLength(int bytes) throws RefusedException {
        int most = settings.get().maxMessageBytes();
        if (bytes > most) {
            throw new RefusedException(
                    Problem.tooLarge("The message has " + bytes + " bytes, over the limit of " + most + "."));
        }
    }

    private static String unknown(String name) {
        String hint = LikelyName.hint(name, MEMBERS);
        return "has the unknown member \"" + Quoted.cut(name, MAX_QUOTED) + "\""
                + (hint.isEmpty()
                        ? "; the members are " + String.join(", ", MEMBERS)
                        : "." + hint.substring(0, hint.length() - 1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(Problem.badRequest(detail));
    }
}
