package dev.sluice.testing.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.sluice.testing.Await;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Programs;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.TempFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** RabbitMQ with a durable queue whose rejected messages go to the queue {@code rejected}. */
public final class RabbitBroker implements Broker {
    /** Debian's own start changes to another user. */
    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    /** Erlang may start slowly beside other tests. */
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final int port = Ports.free();
    private final int names = Ports.free();
    private final Path folder = TempFiles.folder("sluice-rabbit");
    private final Map<String, String> environment;
    private final boolean isQuorum;
    private ServerProcess process;
    /** Why there was no queue at last. */
    private Exception failure;

    private RabbitBroker(boolean isQuorum) throws Exception {
        Programs.requireFile(SERVER);
        this.isQuorum = isQuorum;
        Files.writeString(folder.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:" + port + "\n");
        Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
        environment = new HashMap<>(Map.of(
                "HOME", folder.toString(),
                "RABBITMQ_NODENAME", "sluice" + port + "@localhost",
                "RABBITMQ_DIST_PORT", String.valueOf(Ports.free()),
                "ERL_EPMD_PORT", String.valueOf(names),
                "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString(),
                "RABBITMQ_MNESIA_BASE", folder.resolve("data").toString(),
                "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
                "RABBITMQ_CONF_ENV_FILE", "/dev/null"));
        environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
    }

    /** Starts one, with a classic queue. */
    public static RabbitBroker started() throws Exception {
        return started(false);
    }

    /** @param isQuorum true for a quorum queue */
    public static RabbitBroker started(boolean isQuorum) throws Exception {
        RabbitBroker broker = new RabbitBroker(isQuorum);
        broker.start();
        return broker;
    }

    @Override
    public void start() throws Exception {
        process = ServerProcess.start(List.of(SERVER.toString()), folder, environment);
        boolean has = Await.isTrueWithin(TIMEOUT, () -> !process.isAlive() || hasQueue());
        if (!has || !process.isAlive()) {
            throw new AssertionError("RabbitMQ has no queue: " + failure + "\n" + process.output());
        }
    }

    private boolean hasQueue() {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(REJECTED, true, false, false, Map.of());
            channel.exchangeDeclare(REJECTED, BuiltinExchangeType.FANOUT, true);
            channel.queueBind(REJECTED, REJECTED, "");
            channel.queueDeclare(
                    ORDERS,
                    true,
                    false,
                    false,
                    Map.of("x-dead-letter-exchange", REJECTED, "x-queue-type", isQuorum ? "quorum" : "classic"));
            return true;
        } catch (IOException | TimeoutException e) {
            failure = e;
            return false;
        }
    }

    private Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        return factory.newConnection();
    }

    @Override
    public String takeRejected() throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            GetResponse message = channel.basicGet(REJECTED, true);
            return message == null ? null : new String(message.getBody());
        }
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
        return "rabbitmq: {uri: 'amqp://" + address() + "', queue: " + ORDERS + "}";
    }

    @Override
    public Producer producer() throws Exception {
        Connection connection = connect();
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        return new Producer() {
            private final UUID own = UUID.randomUUID();
            private int sent;

            @Override
            public void send(String key, byte[] message, Map<String, String> headers) throws Exception {
                AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                        .messageId(own + "-" + sent++)
                        .deliveryMode(2)
                        .headers(new HashMap<>(headers))
                        .build();
                channel.basicPublish("", ORDERS, properties, message);
            }

            @Override
            public void flush() throws Exception {
                channel.waitForConfirmsOrDie();
            }

            @Override
            public void close() throws Exception {
                connection.close();
            }
        };
    }

    @Override
    public Consumer consumer() throws Exception {
        Connection connection = connect();
        Channel channel = connection.createChannel();
        channel.basicQos(1000);
        BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
        channel.basicConsume(
                ORDERS,
                false,
                (tag, delivery) -> arrived.add(delivery.getEnvelope().getDeliveryTag()),
                tag -> {});
        return new Consumer() {
            @Override
            public int take() throws Exception {
                List<Long> tags = new ArrayList<>();
                Long first = arrived.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    tags.add(first);
                    arrived.drainTo(tags, 499);
                    channel.basicAck(tags.get(tags.size() - 1), true);
                }
                return tags.size();
            }

            @Override
            public void close() throws Exception {
                connection.close();
            }
        };
    }

    /** Also ends the service for names of Erlang, which it has started and which would stay. */
    @Override
    public void close() throws Exception {
        process.close();
        ServerProcess.start(
                        List.of(Programs.require("epmd").toString(), "-port", String.valueOf(names), "-kill"),
                        folder,
                        Map.of())
                .exitValue();
    }
}
