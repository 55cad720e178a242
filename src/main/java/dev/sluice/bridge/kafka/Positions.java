package dev.sluice.bridge.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The positions behind the records that were polled, until Kafka has stored them. One thread at a time. */
final class Positions {
    private static final Logger LOG = LoggerFactory.getLogger(Positions.class);

    private final Map<TopicPartition, OffsetAndMetadata> polled = new HashMap<>();
    /** Not stored yet. */
    private final Map<TopicPartition, OffsetAndMetadata> acknowledged = new HashMap<>();

    /** Takes the positions behind the records of a poll in place of those of the last one. */
    void take(List<KafkaRecord> records) {
        polled.clear();
        for (KafkaRecord record : records) {
            ConsumerRecord<byte[], byte[]> kafka = record.kafka();
            polled.put(new TopicPartition(kafka.topic(), kafka.partition()), new OffsetAndMetadata(kafka.offset() + 1));
        }
    }

    /** From now on, {@link #store} stores the positions behind the records of the last poll. */
    void acknowledge() {
        acknowledged.putAll(polled);
        polled.clear();
    }

    /** Forgets partitions that the consumer has lost. Their next member may not begin behind what it has to publish. */
    void forget(Collection<TopicPartition> partitions) {
        polled.keySet().removeAll(partitions);
        acknowledged.keySet().removeAll(partitions);
    }

    /**
     * Stores the acknowledged positions. During a rebalance, Kafka takes none: they remain for the next call, because a
     * partition that the consumer keeps does not give the records again.
     *
     * @throws KafkaException if Kafka does not answer, or refuses for another reason
     */
    void store(Consumer<byte[], byte[]> consumer) {
        if (acknowledged.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(acknowledged));
            acknowledged.clear();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.debug("Kafka did not take positions during a rebalance", e);
        }
    }
}
