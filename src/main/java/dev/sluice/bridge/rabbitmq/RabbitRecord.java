package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.Delivery;
import dev.sluice.bridge.source.SourceRecord;
import java.util.Map;
import java.util.Optional;

/** A message of a queue in RabbitMQ, which has no place there that another delivery of it would share. */
final class RabbitRecord implements SourceRecord {
    private final Delivery delivery;
    private final String queue;

    RabbitRecord(Delivery delivery, String queue) {
        this.delivery = delivery;
        this.queue = queue;
    }

    long tag() {
        return delivery.getEnvelope().getDeliveryTag();
    }

    @Override
    public byte[] value() {
        return delivery.getBody();
    }

    @Override
    public Optional<String> fault() {
        return Optional.empty();
    }

    @Override
    public Optional<Object> key() {
        return Optional.of(delivery.getEnvelope().getRoutingKey());
    }

    @Override
    public Optional<Object> header(String name) {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        Object value = headers == null ? null : headers.get(name);
        // Texts are LongStrings, which print as UTF-8; numbers and booleans print as in JSON.
        return value == null || value instanceof Map || value instanceof Iterable || value instanceof byte[]
                ? Optional.ofNullable(value)
                : Optional.of(value.toString());
    }

    @Override
    public String origin() {
        return queue;
    }

    @Override
    public Optional<String> identity() {
        return messageId().map(id -> "message-id " + id);
    }

    private Optional<String> messageId() {
        return Optional.ofNullable(delivery.getProperties().getMessageId()).filter(id -> !id.isEmpty());
    }

    @Override
    public String position() {
        return queue + messageId().map(id -> "@" + id).orElse(" without a message-id");
    }
}
