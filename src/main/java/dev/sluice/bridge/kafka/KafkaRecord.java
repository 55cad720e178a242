package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.source.StrictText;
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
        return Optional.ofNullable(kafka.key()).map(StrictText::of);
    }

    @Override
    public Optional<Object> header(String name) {
        return Optional.ofNullable(kafka.headers().lastHeader(name))
                .map(Header::value)
                .map(StrictText::of);
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
