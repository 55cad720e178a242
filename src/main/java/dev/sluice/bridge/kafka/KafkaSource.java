package dev.sluice.bridge.kafka;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.source.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group. If a partition goes to another member, that one begins at the last acknowledged record;
 * what was published and not acknowledged comes twice, with the same identity. One thread at a time.
 */
public final class KafkaSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSource.class);

    /** Enough for a step of a rebalance. */
    private static final Duration IDLE_POLL = Duration.ofMillis(10);

    private static final Duration ASK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final KafkaSettings settings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Uuid> topicIds;
    private final DeadLetterTopic deadLetters;
    private final Map<TopicPartition, OffsetAndMetadata> unacknowledged = new HashMap<>();
    /** What came although the partitions were paused. */
    private final List<KafkaRecord> early = new ArrayList<>();

    private boolean paused;

    private KafkaSource(KafkaSettings settings, KafkaConsumer<byte[], byte[]> consumer, Map<String, Uuid> topicIds) {
        this.settings = settings;
        this.consumer = consumer;
        this.topicIds = topicIds;
        this.deadLetters = new DeadLetterTopic(settings, () -> new KafkaProducer<>(settings.producerProperties()));
    }

    /**
     * Reads the section {@code kafka}.
     *
     * @param source the name of the source
     * @param batch the most records of a poll
     * @param rejects true if the broker keeps the records that cannot be published
     */
    public static SourceOpener opener(Section section, String source, int batch, boolean rejects) {
        KafkaSettings settings = KafkaSettings.read(section, batch, rejects);
        return () -> open(settings, source);
    }

    private static Source open(KafkaSettings settings, String source) throws SourceException {
        Map<String, Uuid> topicIds = topicIds(settings);
        try {
            KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumerProperties());
            KafkaSource opened = new KafkaSource(settings, consumer, topicIds);
            consumer.subscribe(settings.topics(), opened.new Assignments());
            LOG.info("The source {} reads {} as group {}", source, topicIds.keySet(), settings.group());
            return opened;
        } catch (KafkaException e) {
            throw KafkaFaults.of(settings, "cannot be used", e);
        }
    }

    /** Asked before, since a consumer waits for an unknown topic without a word. */
    private static Map<String, Uuid> topicIds(KafkaSettings settings) throws SourceException {
        Map<String, Uuid> ids = new HashMap<>();
        try (Admin admin = Admin.create(settings.adminProperties())) {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(settings.topics()).allTopicNames().get();
            topics.forEach((name, topic) -> ids.put(name, topic.topicId()));
            return ids;
        } catch (KafkaException | ExecutionException e) {
            throw KafkaFaults.of(settings, "cannot be used", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("The bridge is stopping", e);
        }
    }

    /** New partitions are paused as well. */
    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (paused) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Their next member publishes what is not acknowledged, and may not begin behind it.
            unacknowledged.keySet().removeAll(partitions);
        }
    }

    @Override
    public List<SourceRecord> poll(Duration timeout) throws SourceException {
        unacknowledged.clear();
        if (paused) {
            consumer.resume(consumer.paused());
            paused = false;
        }
        List<KafkaRecord> records = new ArrayList<>(early);
        early.clear();
        if (records.isEmpty()) {
            records.addAll(fetch(timeout));
        }
        for (KafkaRecord record : records) {
            ConsumerRecord<byte[], byte[]> kafka = record.kafka();
            unacknowledged.put(
                    new TopicPartition(kafka.topic(), kafka.partition()), new OffsetAndMetadata(kafka.offset() + 1));
        }
        return List.copyOf(records);
    }

    private List<KafkaRecord> fetch(Duration timeout) throws SourceException {
        try {
            List<KafkaRecord> records = new ArrayList<>();
            consumer.poll(timeout)
                    .forEach(record -> records.add(
                            new KafkaRecord(record, topicIds.getOrDefault(record.topic(), Uuid.ZERO_UUID))));
            return records;
        } catch (KafkaException e) {
            throw KafkaFaults.of(settings, "cannot be read", e);
        }
    }

    @Override
    public void acknowledge() throws SourceException {
        try {
            consumer.commitSync(unacknowledged);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // The records come again, here or at another member, and are recognized by their identity.
            LOG.debug("Kafka did not take positions during a rebalance", e);
        } catch (KafkaException e) {
            throw KafkaFaults.of(settings, "does not take positions", e);
        }
    }

    @Override
    public void reject(SourceRecord record, String reason) throws SourceException {
        deadLetters.add(((KafkaRecord) record).kafka(), record.position() + " " + reason);
    }

    @Override
    public void idle() throws SourceException {
        paused = true;
        consumer.pause(consumer.assignment());
        early.addAll(fetch(IDLE_POLL));
    }

    /** Asks the broker, since a poll says nothing if no broker answers. */
    @Override
    public OptionalLong lag() throws SourceException {
        try {
            Set<TopicPartition> assigned = consumer.assignment();
            // A member that has no partition asks for any.
            Map<TopicPartition, Long> ends = consumer.endOffsets(
                    assigned.isEmpty()
                            ? Set.of(new TopicPartition(settings.topics().get(0), 0))
                            : assigned,
                    ASK_PATIENCE);
            long lag = 0;
            for (TopicPartition partition : assigned) {
                lag += Math.max(0, ends.get(partition) - consumer.position(partition, ASK_PATIENCE));
            }
            return OptionalLong.of(lag);
        } catch (KafkaException e) {
            throw KafkaFaults.of(settings, "cannot be read", e);
        }
    }

    @Override
    public void close() {
        deadLetters.close();
        try {
            consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
        } catch (KafkaException e) {
            LOG.debug("The consumer was not closed cleanly", e);
        }
    }
}
