package dev.sluice.bridge.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores where a group begins that reads only new records. If its positions were not stored, each start would begin at
 * the end as it is then, and lose what came in between.
 */
final class FirstPositions {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private FirstPositions() {}

    /**
     * Stores the end of each partition of those topics for which the group has no position at all. If it has one of
     * another partition, a partition without a position is younger than the group, and is read from its beginning.
     *
     * @param assigned the partitions that the consumer was just assigned
     * @throws KafkaException if the broker does not answer, or does not store the positions
     */
    static void storeEnds(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> assigned) {
        Set<String> topics = assigned.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        for (String topic : topics) {
            // Also those of other members, which else would take theirs for younger ones.
            Set<TopicPartition> partitions = partitions(consumer, topic);
            if (consumer.committed(partitions, TIMEOUT).values().stream().allMatch(Objects::isNull)) {
                Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
                consumer.endOffsets(partitions, TIMEOUT)
                        .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
                consumer.commitSync(ends, TIMEOUT);
                own(assigned, topic).forEach(partition -> consumer.seek(partition, ends.get(partition)));
            }
        }
    }

    private static Set<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic, TIMEOUT).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .collect(Collectors.toSet());
    }

    private static List<TopicPartition> own(Collection<TopicPartition> assigned, String topic) {
        return assigned.stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
    }
}
