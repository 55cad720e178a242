package dev.sluice.sse;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * A reader of messages that are JSON objects with {@code data} and an optional {@code event}. A string is the data
 * itself; any other value becomes its JSON text without white space, in which numbers keep all their digits. Messages
 * may have further members, which are strings. Not thread-safe.
 */
public final class JsonMessageReader implements MessageReader {
    /** The most levels of nested objects and arrays. */
    public static final int MAX_LEVELS = 500;

    /** Reads JSON without limits of length, since messages are bounded before. No table of names, which messages could fill. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_LEVELS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final TextMessageReader text = new TextMessageReader();
    private final UnaryOperator<String> unknown;
    private final List<String> further;

    /** @param further the names of further members that a message may have */
    public JsonMessageReader(String... further) {
        this(
                name -> "has a member other than \"data\""
                        + Stream.of(further).map(other -> ", \"" + other + "\"").collect(Collectors.joining())
                        + " and \"event\"",
                further);
    }

    /**
     * @param unknown words the fault of a message that has a member of this name, as the end of a sentence about it
     * @param further the names of further members that a message may have
     */
    public JsonMessageReader(UnaryOperator<String> unknown, String... further) {
        this.unknown = unknown;
        this.further = List.of(further);
    }

    /**
     * A message with its further members.
     *
     * @param isText true if the data was a string, not another value in JSON
     * @param members by name, those that the message has
     */
    public record Message(EventContent content, boolean isText, Map<String, String> members) {}

    @Override
    public EventContent read(byte[] message) {
        return readMessage(message).content();
    }

    /** @throws MalformedMessageException if the message cannot be an event */
    public Message readMessage(byte[] message) {
        // From characters: Jackson would guess the encoding of bytes.
        char[] characters = new String(text.read(message).data(), StandardCharsets.UTF_8).toCharArray();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), characters, 0, characters.length)) {
            return message(parser, characters);
        } catch (StreamConstraintsException e) {
            throw new MalformedMessageException("is JSON nested more than " + MAX_LEVELS + " levels deep");
        } catch (JacksonException e) {
            // Without the cause, which quotes the message: that may be secret, and this text is logged.
            throw new MalformedMessageException(
                    "is not JSON at character " + e.getLocation().getCharOffset());
        }
    }

    private Message message(JsonParser parser, char[] characters) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedMessageException("is not a JSON object");
        }
        byte[] data = null;
        String type = null;
        boolean isText = false;
        Map<String, String> members = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "data" -> {
                    requireFirst(data, name);
                    isText = parser.currentToken() == JsonToken.VALUE_STRING;
                    data = data(parser, characters);
                }
                case "event" -> {
                    requireFirst(type, name);
                    type = type(parser);
                }
                default -> {
                    requireKnown(name);
                    requireFirst(members.get(name), name);
                    members.put(name, string(parser, name));
                }
            }
        }
        if (parser.nextToken() != null) {
            throw new MalformedMessageException("has text after the JSON object");
        }
        if (data == null) {
            throw new MalformedMessageException("has no \"data\"");
        }
        return new Message(new EventContent(type, data), isText, members);
    }

    private void requireKnown(String name) {
        if (!further.contains(name)) {
            throw new MalformedMessageException(unknown.apply(name));
        }
    }

    private static void requireFirst(Object earlier, String name) {
        if (earlier != null) {
            throw new MalformedMessageException("has \"" + name + "\" twice");
        }
    }

    private static byte[] data(JsonParser parser, char[] characters) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String string = parser.getString();
            requireWhole(string, "data");
            return string.getBytes(StandardCharsets.UTF_8);
        }
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getCharOffset();
        return compact(characters, start, end).getBytes(StandardCharsets.UTF_8);
    }

    private static String type(JsonParser parser) {
        String type = string(parser, "event");
        String fault = EventFields.faultOfType(type);
        if (fault != null) {
            throw new MalformedMessageException("has an \"event\" that " + fault);
        }
        return type;
    }

    private static String string(JsonParser parser, String name) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            String article = name.equals("event") ? "an" : "a";
            throw new MalformedMessageException("has " + article + " \"" + name + "\" that is not a string");
        }
        String string = parser.getString();
        requireWhole(string, name);
        return string;
    }

    /** Refuses half of a surrogate pair, which an escape can name and UTF-8 cannot encode. */
    private static void requireWhole(String string, String name) {
        if (string.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new MalformedMessageException("has half a surrogate pair in \"" + name + "\"");
        }
    }

    /** Returns JSON without the white space between its tokens. */
    private static String compact(char[] json, int start, int end) {
        StringBuilder compact = new StringBuilder(end - start);
        boolean inString = false;
        for (int i = start; i < end; i++) {
            char c = json[i];
            if (c == '"') {
                inString = !inString;
            } else if (inString && c == '\\') {
                compact.append(c);
                c = json[++i];
            }
            if (inString || c > ' ') {
                compact.append(c);
            }
        }
        return compact.toString();
    }
}
