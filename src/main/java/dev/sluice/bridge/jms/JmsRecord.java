package dev.sluice.bridge.jms;

import dev.sluice.bridge.source.SourceRecord;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A message over JMS. */
final class JmsRecord implements SourceRecord {
    private static final byte[] NOTHING = {};
    private static final String ORDERING_KEY = "JMSXGroupID";

    private final Message message;
    private final String destination;
    private final byte[] value;
    private final Optional<String> id;

    /** @param destination the name of the queue or topic */
    JmsRecord(Message message, String destination) throws JMSException {
        this.message = message;
        this.destination = destination;
        this.value = value(message);
        this.id = Optional.ofNullable(message.getJMSMessageID());
    }

    private static byte[] value(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText() == null ? null : utf8(text.getText());
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            return body;
        }
        return null; // an object of Java, say, which must not be read
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            return null; // half a surrogate pair would become a question mark
        }
    }

    Message message() {
        return message;
    }

    @Override
    public byte[] value() {
        return value == null ? NOTHING : value;
    }

    @Override
    public Optional<String> fault() {
        return value == null ? Optional.of("has no value that is text or bytes") : Optional.empty();
    }

    @Override
    public Optional<Object> key() {
        return header(ORDERING_KEY);
    }

    @Override
    public Optional<Object> header(String name) {
        try {
            return Optional.ofNullable(message.getStringProperty(name));
        } catch (JMSException | IllegalArgumentException e) {
            return Optional.empty(); // it has no text, or cannot be a property
        }
    }

    @Override
    public String origin() {
        return destination;
    }

    @Override
    public Optional<String> identity() {
        return id;
    }

    @Override
    public String position() {
        return destination + id.map(text -> "@" + text).orElse(" without an id");
    }
}
