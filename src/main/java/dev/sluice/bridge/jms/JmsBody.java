package dev.sluice.bridge.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What can be kept of the body of a message.
 *
 * @param fault why it cannot be published, as the end of a sentence about the message; empty if it can
 */
record JmsBody(byte[] value, Optional<String> fault) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte[] NOTHING = {};
    static final JmsBody UNREADABLE = faulty(NOTHING, "has a body that cannot be read");

    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

    private static JmsBody faulty(byte[] value, String fault) {
        return new JmsBody(value, Optional.of(fault));
    }

    /** Reads the body of a message, which can be sent afterwards. */
    static JmsBody of(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText() == null ? faulty(NOTHING, "has no text") : text(text.getText());
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            return new JmsBody(body, Optional.empty());
        }
        if (message instanceof MapMessage map) {
            return faulty(json(entries(map)), "is a MapMessage, not text or bytes");
        }
        if (message instanceof StreamMessage stream) {
            return faulty(json(items(stream)), "is a StreamMessage, not text or bytes");
        }
        // To read an object of Java would run code that its sender has chosen.
        return faulty(
                NOTHING,
                message instanceof ObjectMessage ? "is an ObjectMessage, whose bytes are not kept" : "has no body");
    }

    private static JmsBody text(String text) {
        try {
            return new JmsBody(
                    bytes(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text))), Optional.empty());
        } catch (CharacterCodingException e) {
            return faulty(utf8(text), "has half a surrogate pair");
        }
    }

    /** With a replacement for half a surrogate pair. */
    private static byte[] utf8(String text) {
        try {
            return bytes(StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith(REPLACEMENT)
                    .encode(CharBuffer.wrap(text)));
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("the encoder replaces what it cannot encode", e);
        }
    }

    private static byte[] bytes(ByteBuffer encoded) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static Map<String, Object> entries(MapMessage map) throws JMSException {
        Map<String, Object> entries = new TreeMap<>();
        Enumeration<?> names = map.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            entries.put(name, map.getObject(name));
        }
        return entries;
    }

    private static List<Object> items(StreamMessage stream) throws JMSException {
        List<Object> items = new ArrayList<>();
        try {
            while (true) {
                items.add(stream.readObject());
            }
        } catch (MessageEOFException e) {
            stream.reset(); // JMS has no other way to find the end
            return items;
        }
    }

    private static byte[] json(Object content) throws JacksonException {
        return utf8(MAPPER.writeValueAsString(content));
    }
}
