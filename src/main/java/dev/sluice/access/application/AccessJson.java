package dev.sluice.access.application;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.Grants;
import dev.sluice.access.Right;
import dev.sluice.access.client.StrictUtf8;
import dev.sluice.channel.ChannelName;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads access from a JSON object: {@code sub}, a text or a whole number; {@code take}, {@code read}, {@code publish} and
 * {@code send}, lists of names and patterns; {@code expires}, whole seconds since 1970 or a time as in RFC 3339. All are
 * optional, null is as missing, and others are passed over.
 */
final class AccessJson {
    private static final int MAX_CHARACTERS = 512;
    /** The last second of the year 9999. Milliseconds that are taken for seconds would be beyond it. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AccessJson() {}

    /** @throws AccessException of the kind UNAVAILABLE if it cannot be read */
    static Access read(byte[] body) throws AccessException {
        JsonNode object = parse(body);
        Map<Right, List<String>> names = new EnumMap<>(Right.class);
        for (Right right : Right.values()) {
            names.put(right, names(object, right.toString()));
        }
        return new Access(subject(object), new Grants(names), expires(object), List.of());
    }

    private static JsonNode parse(byte[] body) throws AccessException {
        try {
            String text = StrictUtf8.decode(body);
            // PHP sends the mark with which some editors begin a file.
            JsonNode object = JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (object.isObject()) {
                return object;
            }
        } catch (CharacterCodingException | JacksonException e) {
            // As below, without the cause, which quotes the answer.
        }
        throw ApplicationFaults.unavailable("has answered with a body that is not one JSON object");
    }

    private static Optional<JsonNode> member(JsonNode object, String name) {
        return object.optional(name).filter(value -> !value.isNull());
    }

    private static Optional<String> subject(JsonNode object) throws AccessException {
        Optional<JsonNode> subject = member(object, "sub");
        if (subject.isEmpty()) {
            return Optional.empty();
        }
        if (isWhole(subject.get())) {
            return Optional.of(String.valueOf(subject.get().longValue()));
        }
        return Optional.of(text(subject.get(), "sub"));
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    private static List<String> names(JsonNode object, String name) throws AccessException {
        Optional<JsonNode> list = member(object, name);
        List<String> names = new ArrayList<>();
        if (list.isPresent()) {
            if (!list.get().isArray()) {
                throw malformed(name);
            }
            for (JsonNode value : list.get()) {
                names.add(text(value, name));
            }
        }
        return names;
    }

    /** Returns a text that may be a name or a user: not empty, not too long, without control characters. */
    private static String text(JsonNode value, String member) throws AccessException {
        if (!value.isString()
                || value.stringValue().isEmpty()
                || value.stringValue().length() > MAX_CHARACTERS
                || value.stringValue().chars().anyMatch(Character::isISOControl)
                || !ChannelName.isEncodable(value.stringValue())) {
            throw malformed(member);
        }
        return value.stringValue();
    }

    private static Optional<Instant> expires(JsonNode object) throws AccessException {
        Optional<JsonNode> end = member(object, "expires");
        if (end.isEmpty()) {
            return Optional.empty();
        }
        Instant instant = instant(end.get());
        if (instant.getEpochSecond() > LAST_SECOND) {
            throw malformed("expires");
        }
        return Optional.of(instant);
    }

    private static Instant instant(JsonNode end) throws AccessException {
        try {
            return isWhole(end)
                    ? Instant.ofEpochSecond(end.longValue())
                    : Instant.parse(end.isString() ? end.stringValue() : "");
        } catch (DateTimeException e) {
            throw malformed("expires");
        }
    }

    private static AccessException malformed(String member) {
        return ApplicationFaults.unavailable("has answered with a malformed \"" + member + "\"");
    }
}
