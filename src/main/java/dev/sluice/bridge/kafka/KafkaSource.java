package dev.sluice.bridge.kafka;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.source.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
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

    private static final Duration LAG_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final KafkaSettings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, Uuid> topicIds;
    private final DeadLetterTopic deadLetters;
    private final Positions positions = new Positions();
    private boolean paused;

    /** Makes a source, and subscribes the consumer to its topics. */
    KafkaSource(KafkaSettings settings, Consumer<byte[], byte[]> consumer, Map<String, Uuid> topicIds) {
        this.settings = settings;
        this.consumer = consumer;
        this.topicIds = topicIds;
        this.deadLetters = new DeadLetterTopic(settings, () -> new KafkaProducer<>(settings.producerProperties()));
        consumer.subscribe(settings.topics(), new Assignments());
    }

    /**
     * Reads the section {@code kafka}.
     *
     * @param source the name of the source
     * @param limits of which the batch counts; Kafka's client bounds the bytes itself
     * @param rejects true if the broker keeps the records that cannot be published
     */
    public static SourceOpener opener(Section section, String source, ReadLimits limits, boolean rejects) {
        KafkaSettings settings = KafkaSettings.read(section, limits.batch(), rejects);
        return () -> open(settings, source);
    }

    private static Source open(KafkaSettings settings, String source) throws SourceException {
        Map<String, Uuid> topicIds = KafkaTopics.ids(settings);
        try {
            KafkaSource opened =
                    new KafkaSource(settings, new KafkaConsumer<>(settings.consumerProperties()), topicIds);
            LOG.info("Source {} reads {} of {} as group {}", source, settings.topics(), settings, settings.group());
            return opened;
        } catch (KafkaException e) {
            throw KafkaFaults.of(settings, "cannot be used with these settings", e);
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (settings.startsAtEnd()) {
                FirstPositions.storeEnds(consumer, partitions);
            }
            if (paused) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            positions.forget(partitions);
        }
    }

    @Override
    public List<SourceRecord> poll(Duration timeout) throws SourceException {
        if (paused) {
            consumer.resume(consumer.paused());
            paused = false;
        }
        List<KafkaRecord> records = fetch(timeout);
        positions.take(records);
        if (records.isEmpty()) {
            storePositions();
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
    public Optional<String> obstacle() {
        return isMember()
                ? Optional.empty()
                : Optional.of(settings + " has not admitted the bridge to the group " + settings.group()
                        + "; perhaps the group has no coordinator");
    }

    private boolean isMember() {
        return consumer.groupMetadata().generationId() >= 0;
    }

    @Override
    public void acknowledge() throws SourceException {
        positions.acknowledge();
        storePositions();
    }

    private void storePositions() throws SourceException {
        try {
            positions.store(consumer);
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
        if (!fetch(IDLE_POLL).isEmpty()) {
            throw new SourceException(settings + " gave records of paused partitions");
        }
        storePositions();
    }

    /** Asks the broker, because a poll does not fail if no broker answers. */
    @Override
    public OptionalLong lag() throws SourceException {
        try {
            Set<TopicPartition> assigned = consumer.assignment();
            // A consumer that has no partition asks for any.
            Map<TopicPartition, Long> ends = consumer.endOffsets(
                    assigned.isEmpty()
                            ? Set.of(new TopicPartition(settings.topics().get(0), 0))
                            : assigned,
                    LAG_TIMEOUT);
            if (!isMember()) {
                return OptionalLong.empty();
            }
            long lag = 0;
            for (TopicPartition partition : assigned) {
                lag += Math.max(0, ends.get(partition) - consumer.position(partition, LAG_TIMEOUT));
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
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (KafkaException e) {
            LOG.debug("The consumer was not closed cleanly", e);
        }
    }
}
