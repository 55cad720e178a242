package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;

/**
 * A record of a topic in Kafka.
 *
 * @param topicId tells a topic from a later one of the same name; zero if the broker has no ids
 */
record KafkaRecord(ConsumerRecord<byte[], byte[]> kafka, Uuid topicId) implements SourceRecord {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] value() {
        return kafka.value() == null ? NOTHING : kafka.value();
    }

    @Override
    public Optional<String> fault() {
        return kafka.value() == null ? Optional.of("has no value") : Optional.empty();
    }

    @Override
    public Optional<Object> key() {
        return text(kafka.key());
    }

    @Override
    public Optional<Object> header(String name) {
        Header header = kafka.headers().lastHeader(name);
        return header == null ? Optional.empty() : text(header.value());
    }

    private static Optional<Object> text(byte[] bytes) {
        try {
            return bytes == null
                    ? Optional.empty()
                    : Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.of(bytes);
        }
    }

    @Override
    public String origin() {
        return kafka.topic();
    }

    /** The time is there for a topic that was deleted and made again before the bridge noticed. */
    @Override
    public Optional<String> identity() {
        Object topic = topicId.equals(Uuid.ZERO_UUID) ? kafka.topic() : topicId;
        return Optional.of(topic + "-" + kafka.partition() + "@" + kafka.offset() + "/" + kafka.timestamp());
    }

    @Override
    public String position() {
        return kafka.topic() + "-" + kafka.partition() + "@" + kafka.offset();
    }
}
