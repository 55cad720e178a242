package dev.sluice.testing.broker;

import dev.sluice.testing.Await;
import dev.sluice.testing.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka in KRaft mode, broker and controller in one. */
public final class KafkaBroker implements Broker {
    private static final int PARTITIONS = 3;

    private final int port = Ports.free();
    private final JavaBroker process = new JavaBroker(KafkaServerMain.class, port);
    private final Path log = process.folder().resolve("log");
    private final Path properties;

    private KafkaBroker(List<String> settings) throws Exception {
        int controller = Ports.free();
        properties = Files.writeString(process.folder().resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                auto.create.topics.enable=false
                %4$s
                """.formatted(
                        port, controller, log, String.join("\n", settings)));
    }

    /**
     * Starts one, with the topic.
     *
     * @param settings lines of server.properties, which prevail over its others
     */
    public static KafkaBroker started(String... settings) throws Exception {
        KafkaBroker broker = new KafkaBroker(List.of(settings));
        broker.start();
        return broker;
    }

    @Override
    public void start() throws Exception {
        process.start(properties.toString(), log.toString());
        Await.until("the topic", this::hasTopic);
    }

    private boolean hasTopic() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(
                            List.of(new NewTopic(ORDERS, PARTITIONS, (short) 1), new NewTopic(REJECTED, 1, (short) 1)))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException;
        }
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", address());
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void kill() throws Exception {
        process.kill();
    }

    @Override
    public String section() {
        return "kafka: {bootstrap-servers: '" + address() + "', topics: [" + ORDERS
                + "], group: sluice, properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 1000}}";
    }

    @Override
    public String rejectingSection() {
        return section().replace("group: sluice", "group: sluice, dead-letter-topic: " + REJECTED);
    }

    /** Returns a client for what only an operator does. */
    public Admin admin() {
        return Admin.create(client());
    }

    @Override
    public Producer producer() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address(), "linger.ms", 5, "acks", "all", "max.request.size", 8 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        return new Producer() {
            @Override
            public void send(String key, byte[] message, Map<String, String> headers) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(ORDERS, key.getBytes(StandardCharsets.UTF_8), message);
                headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                producer.send(record);
            }

            @Override
            public void flush() {
                producer.flush();
            }

            @Override
            public void close() {
                producer.close();
            }
        };
    }

    @Override
    public String takeRejected() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("rejected", REJECTED)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                consumer.commitSync();
                return new String(record.value(), StandardCharsets.UTF_8);
            }
            return null;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        address(),
                        "group.id",
                        group,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    @Override
    public Consumer consumer() {
        KafkaConsumer<byte[], byte[]> consumer = consumer("bare", ORDERS);
        return new Consumer() {
            @Override
            public int take() {
                int count = consumer.poll(Duration.ofMillis(200)).count();
                consumer.commitSync();
                return count;
            }

            @Override
            public void close() {
                consumer.close();
            }
        };
    }

    @Override
    public void close() {
        process.close();
    }
}
