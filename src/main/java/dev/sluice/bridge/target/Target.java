package dev.sluice.bridge.target;

import dev.sluice.access.GrantTemplate;
import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.ChannelName;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Settings;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.EventFields;
import dev.sluice.sse.JsonMessageWriter;
import dev.sluice.sse.Utf8;
import dev.sluice.store.publish.Publication;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Makes publications of the records of a source. One thread at a time. */
public final class Target {
    /** The names of the settings of a target; one of the first three says where messages go. */
    public static final List<String> SETTINGS = List.of("queue", "topic", "pubsub-topic", "data", "event", "key");

    private static final Map<String, ChannelKind> KINDS =
            Map.of("queue", ChannelKind.QUEUE, "topic", ChannelKind.STREAM, "pubsub-topic", ChannelKind.PUBSUB);
    private static final GrantTemplate.Words WORDS = new GrantTemplate.Words("field", "this record's fields");
    private static final String WHOLE_VALUE = "value";
    private static final String NO_KEY = "none";

    private final String source;
    private final ChannelKind kind;
    private final GrantTemplate name;
    private final Optional<GrantTemplate> event;
    /** The field with the data; empty if it is the whole value. */
    private final Optional<String> dataPath;
    /** Empty if the broker's position is the key. */
    private final Optional<GrantTemplate> key;

    private final boolean hasKeys;
    private final Settings settings;
    private final Utf8 utf8 = new Utf8();

    /**
     * Reads the settings of a target.
     *
     * @param source the name of the source
     * @param settings have the formats of channels and the longest message
     */
    public Target(Section section, String source, Settings settings) {
        this.source = source;
        this.settings = settings;
        List<String> given =
                KINDS.keySet().stream().filter(section.names()::contains).toList();
        if (given.size() != 1) {
            throw section.wrong("queue", "there must be one of queue, topic and pubsub-topic");
        }
        kind = KINDS.get(given.get(0));
        name = section.parse(given.get(0), Target::template)
                .orElseThrow(() -> section.wrong(given.get(0), "it is empty"));
        event = section.parse("event", Target::template);
        dataPath = section.parse("data", Target::path).orElse(Optional.empty());
        hasKeys = !section.text("key").equals(Optional.of(NO_KEY));
        key = hasKeys ? section.parse("key", Target::template) : Optional.empty();
    }

    private static GrantTemplate template(String text) {
        if (NamePatterns.isPattern(text)) {
            throw new IllegalArgumentException("has a *, but must name one channel");
        }
        GrantTemplate template = GrantTemplate.parse(text, WORDS);
        template.names().stream()
                .filter(name -> !RecordFields.isKnown(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("has the placeholder {" + name
                            + "}; there are {key}, {topic}, {header:NAME} and {json:FIELD}, such as {json:user.id}");
                });
        return template;
    }

    private static Optional<String> path(String text) {
        if (text.equals(WHOLE_VALUE)) {
            return Optional.empty();
        }
        if (!text.startsWith(RecordFields.JSON) || !RecordFields.isKnown(text)) {
            throw new IllegalArgumentException("must be value or json:FIELD, such as json:order.text");
        }
        return Optional.of(text.substring(RecordFields.JSON.length()));
    }

    /** A reason why a record cannot be published, as the end of a sentence about it. */
    private static final class FaultException extends Exception {
        private static final long serialVersionUID = 1;

        private FaultException(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Returns what becomes of a record. */
    public Routed route(SourceRecord record) {
        Optional<String> channel = Optional.empty();
        try {
            requireText(record.value());
            RecordFields fields = new RecordFields(record);
            channel = Optional.of(fill(name, fields));
            String type = event.isPresent() ? type(fields) : "";
            byte[] data = message(channel.get(), data(record, fields), type);
            if (data.length > settings.maxMessageBytes()) {
                throw new FaultException("has " + data.length + " bytes, more than " + settings.maxMessageBytes());
            }
            return new Routed.Ready(new Publication(
                    kind, channel.get(), data, kind == ChannelKind.STREAM ? type : "", key(record, fields)));
        } catch (FaultException e) {
            return new Routed.Faulty(e.getMessage(), channel.filter(known -> kind == ChannelKind.QUEUE));
        }
    }

    private void requireText(byte[] value) throws FaultException {
        if (value == null) {
            throw new FaultException("has no value that is text or bytes");
        }
        int malformed = utf8.firstMalformed(value);
        if (malformed >= 0) {
            throw new FaultException("is not UTF-8 at byte " + malformed);
        }
    }

    private static String fill(GrantTemplate template, RecordFields fields) throws FaultException {
        StringBuilder reason = new StringBuilder();
        Optional<String> filled = template.fill(fields.values(template.names()), reason::append);
        if (filled.isEmpty()) {
            throw new FaultException("has no place: " + reason.substring(0, 1).toLowerCase(Locale.ROOT)
                    + reason.substring(1, reason.length() - 1));
        }
        return filled.get();
    }

    private String type(RecordFields fields) throws FaultException {
        String type = fill(event.orElseThrow(), fields);
        String fault = EventFields.faultOfType(type);
        if (fault != null) {
            throw new FaultException("has an event type that " + fault);
        }
        return type;
    }

    private byte[] data(SourceRecord record, RecordFields fields) throws FaultException {
        if (dataPath.isEmpty()) {
            return record.value();
        }
        JsonNode node = fields.json(dataPath.get());
        if (node.isMissingNode()) {
            throw new FaultException("has no JSON field " + dataPath.get());
        }
        String text = node.isString() ? node.asString() : node.toString();
        if (!ChannelName.isEncodable(text)) {
            throw new FaultException("has half a surrogate pair in its JSON field " + dataPath.get());
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the data as the channel's format has it. */
    private byte[] message(String channel, byte[] data, String type) throws FaultException {
        if (kind == ChannelKind.STREAM) {
            return data;
        }
        MessageFormat format = kind == ChannelKind.QUEUE
                ? settings.queuePolicies().of(channel).format()
                : settings.pubsubTopicPolicies().of(channel).format();
        if (format == MessageFormat.TEXT) {
            if (!type.isEmpty()) {
                throw new FaultException("has an event type, but " + channel + " has the format text");
            }
            return data;
        }
        return JsonMessageWriter.write(new EventContent(type.isEmpty() ? null : type, data), true);
    }

    private Optional<Publication.Key> key(SourceRecord record, RecordFields fields) throws FaultException {
        if (!hasKeys) {
            return Optional.empty();
        }
        Optional<String> text = key.isPresent() ? Optional.of(fill(key.get(), fields)) : record.identity();
        // No user of HTTP has this name, so no client can use up a key of the bridge.
        return text.map(known -> new Publication.Key(Optional.of(NamePatterns.OWN_PREFIX + "bridge:" + source), known));
    }

    /** Returns the channel's name or template. */
    @Override
    public String toString() {
        return switch (kind) {
            case QUEUE -> "queue " + name;
            case STREAM -> "topic " + name;
            case PUBSUB -> "pub/sub topic " + name;
        };
    }
}
