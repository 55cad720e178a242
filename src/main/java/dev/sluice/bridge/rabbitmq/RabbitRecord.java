package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.LongString;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.source.StrictText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message of a RabbitMQ queue. It has no stable position, so the producer's message-id identifies it. */
final class RabbitRecord implements SourceRecord {
    /** What the client puts in place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** Decimal numbers are not text, because their digits depend on their type. */
    private static final List<Class<?>> WHOLE_NUMBERS =
            List.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

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

    /** A routing key that is not UTF-8 is no text, since different ones would be the same. */
    @Override
    public Optional<Object> key() {
        String key = delivery.getEnvelope().getRoutingKey();
        return Optional.of(isIntact(key) ? key : key.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns false if the client may have replaced bytes that are not UTF-8. */
    private static boolean isIntact(String text) {
        return text.indexOf(REPLACEMENT) < 0;
    }

    @Override
    public Optional<Object> header(String name) {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        Object value = headers == null ? null : headers.get(name);
        if (value instanceof LongString text) {
            return Optional.of(StrictText.of(text.getBytes()));
        }
        boolean isText = value instanceof Boolean || WHOLE_NUMBERS.stream().anyMatch(type -> type.isInstance(value));
        return isText ? Optional.of(value.toString()) : Optional.ofNullable(value);
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
        return Optional.ofNullable(delivery.getProperties().getMessageId()).filter(id -> !id.isEmpty() && isIntact(id));
    }

    @Override
    public String position() {
        return queue + messageId().map(id -> "@" + id).orElse(" without a message-id");
    }
}
