package dev.sluice.bridge.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {
    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);

    private final GroupConsumer consumer = new GroupConsumer();

    /** A consumer that can be outside its group, and during a rebalance of it. */
    private static final class GroupConsumer extends MockConsumer<byte[], byte[]> {
        private int generation = 1;
        private KafkaException refusal;
        /** Also of partitions of other members, which the parent class knows nothing of. */
        private final Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();

        GroupConsumer() {
            super("earliest");
        }

        @Override
        @SuppressWarnings("removal") // it has no other constructor yet
        public ConsumerGroupMetadata groupMetadata() {
            return new ConsumerGroupMetadata("sluice", generation, "member", Optional.empty());
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (refusal != null) {
                throw refusal;
            }
            stored.putAll(offsets);
            super.commitSync(offsets);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions, Duration timeout) {
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
            partitions.forEach(partition -> committed.put(partition, stored.get(partition)));
            return committed;
        }

        /** The broker has these partitions, with the offsets 5 to 8. */
        void have(TopicPartition... partitions) {
            updatePartitions(
                    "orders",
                    IntStream.range(0, partitions.length)
                            .mapToObj(number -> new PartitionInfo("orders", number, null, null, null))
                            .toList());
            for (TopicPartition partition : partitions) {
                updateBeginningOffsets(Map.of(partition, 5L));
                updateEndOffsets(Map.of(partition, 9L));
            }
        }

        /** With the next poll. */
        void assign(TopicPartition... partitions) {
            schedulePollTask(() -> rebalance(List.of(partitions)));
        }

        /** With the next poll, which returns it. */
        void give(TopicPartition partition, long offset) {
            schedulePollTask(() -> addRecord(KafkaExamples.record(partition.partition(), offset)));
        }

        List<Long> stored(TopicPartition... partitions) {
            return Arrays.stream(partitions)
                    .map(stored::get)
                    .map(position -> position == null ? null : position.offset())
                    .toList();
        }
    }

    private Source source(String... more) {
        consumer.have(FIRST, SECOND);
        return new KafkaSource(KafkaExamples.settings(false, more), consumer, Map.of("orders", Uuid.ONE_UUID));
    }

    private static int poll(Source source) throws Exception {
        return source.poll(Duration.ZERO).size();
    }

    @Test
    void aGroupFromLatestStoresEndsAtOnce() throws Exception {
        Source source = source("from: latest");
        consumer.assign(FIRST);
        poll(source);
        assertEquals(List.of(9L, 9L), consumer.stored(FIRST, SECOND));
        assertEquals(9, consumer.position(FIRST));
        consumer.give(FIRST, 9);
        assertEquals(1, poll(source));
        source.acknowledge();
        consumer.assign(FIRST, SECOND);
        poll(source);
        assertEquals(List.of(10L, 9L), consumer.stored(FIRST, SECOND));
    }

    @Test
    void youngerPartitionsAreReadFromTheirBeginning() throws Exception {
        Source source = source("from: latest");
        consumer.assign(FIRST, SECOND);
        poll(source);
        TopicPartition third = new TopicPartition("orders", 2);
        consumer.have(FIRST, SECOND, third);
        consumer.assign(FIRST, SECOND, third);
        poll(source);
        assertEquals(5, consumer.position(third));
    }

    @Test
    void aGroupFromEarliestStoresNothingAtFirst() throws Exception {
        Source source = source();
        consumer.assign(FIRST);
        poll(source);
        assertEquals(Arrays.asList(null, null), consumer.stored(FIRST, SECOND));
        assertEquals(5, consumer.position(FIRST));
    }

    @Test
    void outsideItsGroupASourceHasAnObstacle() throws Exception {
        Source source = source();
        consumer.generation = -1;
        poll(source);
        assertEquals(
                Optional.of("Kafka at h:1 has not admitted the bridge to the group sluice;"
                        + " perhaps the group has no coordinator"),
                source.obstacle());
        assertEquals(OptionalLong.empty(), source.lag());
        consumer.generation = 1;
        consumer.assign(FIRST);
        poll(source);
        assertEquals(Optional.empty(), source.obstacle());
        assertEquals(OptionalLong.of(4), source.lag());
    }

    @Test
    void refusedPositionsAreStoredLater() throws Exception {
        Source source = source();
        consumer.assign(FIRST, SECOND);
        poll(source);
        consumer.give(FIRST, 5);
        assertEquals(1, poll(source));
        consumer.refusal = new RebalanceInProgressException();
        source.acknowledge();
        poll(source);
        consumer.refusal = null;
        consumer.give(SECOND, 5);
        assertEquals(1, poll(source));
        assertEquals(Arrays.asList(null, null), consumer.stored(FIRST, SECOND));
        source.acknowledge();
        assertEquals(List.of(6L, 6L), consumer.stored(FIRST, SECOND));
    }

    @Test
    void quietSourcesStoreRefusedPositions() throws Exception {
        Source source = source();
        consumer.assign(FIRST);
        poll(source);
        for (long offset = 5; offset < 7; offset++) {
            consumer.give(FIRST, offset);
            assertEquals(1, poll(source));
            consumer.refusal = new CommitFailedException();
            source.acknowledge();
            consumer.refusal = null;
            if (offset == 5) {
                poll(source);
            } else {
                source.idle();
            }
            assertEquals(List.of(offset + 1), consumer.stored(FIRST));
        }
    }

    @Test
    void positionsOfRevokedPartitionsAreNotStored() throws Exception {
        Source source = source();
        consumer.assign(FIRST);
        poll(source);
        consumer.give(FIRST, 5);
        assertEquals(1, poll(source));
        consumer.refusal = new RebalanceInProgressException();
        source.acknowledge();
        consumer.refusal = null;
        consumer.assign(SECOND);
        poll(source);
        assertEquals(Arrays.asList((Long) null), consumer.stored(FIRST));
    }

    @Test
    void idlingStoresNoUnacknowledgedPositions() throws Exception {
        Source source = source();
        consumer.assign(FIRST);
        poll(source);
        consumer.give(FIRST, 5);
        assertEquals(1, poll(source));
        source.idle();
        assertEquals(Arrays.asList((Long) null), consumer.stored(FIRST));
    }

    @Test
    void recordsOfPausedPartitionsEndTheConnection() {
        Source source = source();
        consumer.assign(FIRST);
        // After the partitions are paused.
        consumer.schedulePollTask(() -> {
            consumer.resume(consumer.paused());
            consumer.addRecord(KafkaExamples.record(0, 5));
        });
        SourceException failure = assertThrows(SourceException.class, () -> {
            source.idle();
            source.idle();
        });
        assertEquals("Kafka at h:1 gave records of paused partitions", failure.getMessage());
    }
}
