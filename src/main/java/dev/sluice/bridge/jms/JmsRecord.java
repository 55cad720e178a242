package dev.sluice.bridge.jms;

import dev.sluice.bridge.source.SourceRecord;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Optional;

/** A message over JMS. */
final class JmsRecord implements SourceRecord {
    private static final String ORDERING_KEY = "JMSXGroupID";

    private final Message message;
    private final String destination;
    private final JmsBody body;
    private final Optional<String> id;

    /** @param destination the name of the queue or topic */
    JmsRecord(Message message, JmsBody body, String destination) throws JMSException {
        this.message = message;
        this.destination = destination;
        this.body = body;
        this.id = Optional.ofNullable(message.getJMSMessageID());
    }

    Message message() {
        return message;
    }

    @Override
    public byte[] value() {
        return body.value();
    }

    @Override
    public Optional<String> fault() {
        return body.fault();
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
