package dev.sluice.bridge.target;

import dev.sluice.access.NameTemplate;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Makes publications of the records of a source. One thread at a time. */
public final class Target {
    private static final Map<String, ChannelKind> KINDS = new TreeMap<>(
            Map.of("queue", ChannelKind.QUEUE, "topic", ChannelKind.STREAM, "pubsub-topic", ChannelKind.PUBSUB));
    private static final NameTemplate.Words WORDS = new NameTemplate.Words("field", "this record's fields");
    private static final String WHOLE_VALUE = "value";
    private static final String NO_KEY = "none";

    private final String source;
    private final ChannelKind kind;
    private final NameTemplate name;
    private final Optional<TextTemplate> event;
    /** The field with the data; empty if it is the whole value. */
    private final Optional<String> dataPath;
    /** Empty if the broker's identity of the record is the key. */
    private final Optional<TextTemplate> key;

    private final boolean hasKeys;
    private final Settings settings;
    private final Utf8 utf8 = new Utf8();

    /**
     * Reads the settings of a target.
     *
     * @param source the name of the source
     * @param settings the formats of channels and the maximum message size
     */
    public Target(Section section, String source, Settings settings) {
        this.source = source;
        this.settings = settings;
        section.requireOnly(List.of("queue", "topic", "pubsub-topic", "data", "event", "key"));
        String channel = section.exactlyOne(KINDS.keySet());
        section.required(channel);
        kind = KINDS.get(channel);
        name = section.parse(channel, Target::channelTemplate).orElseThrow();
        event = section.parse("event", TextTemplate::new);
        event.ifPresent(template -> requireUsable(template, section));
        dataPath = section.parse("data", Target::path).orElse(Optional.empty());
        hasKeys = !section.text("key").equals(Optional.of(NO_KEY));
        key = hasKeys ? section.parse("key", Target::keyTemplate) : Optional.empty();
    }

    private static NameTemplate channelTemplate(String text) {
        if (NamePatterns.isPattern(text)) {
            throw new IllegalArgumentException("has a *, but must name one channel");
        }
        NameTemplate template = NameTemplate.parse(text, WORDS);
        RecordFields.requireKnown(template.names());
        return template;
    }

    private static TextTemplate keyTemplate(String text) {
        TextTemplate template = new TextTemplate(text);
        if (template.isConstant()) {
            throw new IllegalArgumentException("has no placeholder, so that all records would have the same key");
        }
        return template;
    }

    /** Refuses an event that would make each record undeliverable, as far as that is known before the first. */
    private void requireUsable(TextTemplate template, Section section) {
        if (kind != ChannelKind.STREAM && name.names().isEmpty() && format(name.toString()) == MessageFormat.TEXT) {
            throw section.invalid("event", name + " has the format text, which has no events; the format json has");
        }
        if (template.isConstant()) {
            String fault = EventFields.faultOfType(template.toString());
            if (fault != null) {
                throw section.invalid("event", "\"" + template + "\" " + fault);
            }
        }
    }

    private MessageFormat format(String channel) {
        return kind == ChannelKind.QUEUE
                ? settings.queuePolicies().of(channel).format()
                : settings.pubsubTopicPolicies().of(channel).format();
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

    /** Returns what becomes of a record. */
    public Routed route(SourceRecord record) {
        Optional<String> channel = Optional.empty();
        try {
            RecordFields fields = new RecordFields(record);
            if (name.names().stream().noneMatch(field -> field.startsWith(RecordFields.JSON))) {
                channel = Optional.of(channel(fields)); // known even if the value is no text
            }
            requireText(record);
            channel = Optional.of(channel.isPresent() ? channel.get() : channel(fields));
            String type = event.isPresent() ? type(fields) : "";
            byte[] data = message(channel.get(), data(record, fields), type);
            if (data.length > settings.maxMessageBytes()) {
                throw new UndeliverableException(
                        "has " + data.length + " bytes, more than " + settings.maxMessageBytes());
            }
            return new Routed.Ready(new Publication(
                    kind, channel.get(), data, kind == ChannelKind.STREAM ? type : "", key(record, fields)));
        } catch (UndeliverableException e) {
            return new Routed.Undeliverable(e.getMessage(), channel.filter(known -> kind == ChannelKind.QUEUE));
        }
    }

    private String channel(RecordFields fields) throws UndeliverableException {
        StringBuilder reason = new StringBuilder("has no channel: ");
        return name.fillValues(fields.values(name.names()), reason::append)
                .orElseThrow(() -> new UndeliverableException(reason.toString()));
    }

    private void requireText(SourceRecord record) throws UndeliverableException {
        if (record.fault().isPresent()) {
            throw new UndeliverableException(record.fault().get());
        }
        int malformed = utf8.firstMalformed(record.value());
        if (malformed >= 0) {
            throw new UndeliverableException("is not UTF-8 at byte " + malformed);
        }
    }

    private static String fill(TextTemplate template, RecordFields fields, String what) throws UndeliverableException {
        try {
            return template.fill(fields);
        } catch (UndeliverableException e) {
            throw new UndeliverableException("has no " + what + ": " + e.getMessage());
        }
    }

    private String type(RecordFields fields) throws UndeliverableException {
        String type = fill(event.orElseThrow(), fields, "event type");
        String fault = EventFields.faultOfType(type);
        if (fault != null) {
            throw new UndeliverableException("has an event type that " + fault);
        }
        return type;
    }

    private byte[] data(SourceRecord record, RecordFields fields) throws UndeliverableException {
        if (dataPath.isEmpty()) {
            return record.value();
        }
        JsonNode node = fields.json(dataPath.get());
        if (node.isMissingNode()) {
            throw new UndeliverableException("has no JSON field " + dataPath.get());
        }
        String text = node.isString() ? node.asString() : node.toString();
        if (!ChannelName.isEncodable(text)) {
            throw new UndeliverableException("has half a surrogate pair in its JSON field " + dataPath.get());
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the data as the channel's format has it. */
    private byte[] message(String channel, byte[] data, String type) throws UndeliverableException {
        if (kind == ChannelKind.STREAM) {
            return data;
        }
        if (format(channel) == MessageFormat.TEXT) {
            if (!type.isEmpty()) {
                throw new UndeliverableException("has an event type, but " + channel + " has the format text");
            }
            return data;
        }
        return JsonMessageWriter.write(new EventContent(type.isEmpty() ? null : type, data), true);
    }

    private Optional<Publication.Key> key(SourceRecord record, RecordFields fields) throws UndeliverableException {
        if (!hasKeys) {
            return Optional.empty();
        }
        Optional<String> text = key.isPresent() ? Optional.of(fill(key.get(), fields, "key")) : record.identity();
        // No user of HTTP has this name, so no client can use up a key of the bridge.
        return text.map(known -> new Publication.Key(Optional.of(NamePatterns.OWN_PREFIX + "bridge:" + source), known));
    }

    /** Returns the kind of all channels that this publishes to. */
    public ChannelKind kind() {
        return kind;
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
