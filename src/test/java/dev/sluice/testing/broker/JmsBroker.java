package dev.sluice.testing.broker;

import dev.sluice.testing.Await;
import dev.sluice.testing.Ports;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** ActiveMQ, Classic or Artemis. */
public final class JmsBroker implements Broker {
    /** In Artemis, a name is that of a queue or of a topic. */
    private static final String NEWS = "news";

    private final String kind;
    private final int port = Ports.free();
    private final JavaBroker process;

    private JmsBroker(String kind, Class<?> main) throws Exception {
        this.kind = kind;
        this.process = new JavaBroker(main, port);
    }

    public static JmsBroker classic() throws Exception {
        return started(new JmsBroker("activemq", ClassicServerMain.class));
    }

    public static JmsBroker artemis() throws Exception {
        return started(new JmsBroker("artemis", ArtemisServerMain.class));
    }

    private static JmsBroker started(JmsBroker broker) throws Exception {
        broker.start();
        return broker;
    }

    @Override
    public void start() throws Exception {
        process.start(String.valueOf(port), process.folder().resolve("data").toString());
        Await.until("a connection", () -> {
            try (Connection connection = factory().createConnection()) {
                return connection.getMetaData() != null;
            } catch (JMSException e) {
                return false;
            }
        });
    }

    private ConnectionFactory factory() throws JMSException {
        return kind.equals("artemis")
                ? new org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory(url())
                : new org.apache.activemq.ActiveMQConnectionFactory(url());
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    private String url() {
        return "tcp://" + address();
    }

    @Override
    public void kill() throws Exception {
        process.kill();
    }

    @Override
    public String section() {
        return kind + ": {url: '" + url() + "', queue: " + ORDERS + "}";
    }

    @Override
    public String rejectingSection() {
        return section().replace("}", ", dead-letter-queue: " + REJECTED + "}");
    }

    /** Returns the section of a source that reads the topic {@code news} by a durable subscription. */
    public String topicSection() {
        return kind + ": {url: '" + url() + "', topic: " + NEWS + ", subscription: sluice, client-id: one}";
    }

    @Override
    public Producer producer() throws Exception {
        return producer(session -> session.createQueue(ORDERS));
    }

    /** Opens a producer for the topic. */
    public Producer topicProducer() throws Exception {
        return producer(session -> session.createTopic(NEWS));
    }

    /** Names a destination. */
    private interface Naming {
        Destination of(Session session) throws JMSException;
    }

    /** Sends in transactions, so that the broker answers once for all. */
    private Producer producer(Naming destination) throws Exception {
        Connection connection = factory().createConnection();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(destination.of(session));
        return new Producer() {
            @Override
            public void send(String key, byte[] message, Map<String, String> headers) throws Exception {
                TextMessage text = session.createTextMessage(new String(message, StandardCharsets.UTF_8));
                text.setStringProperty("JMSXGroupID", key);
                for (Map.Entry<String, String> header : headers.entrySet()) {
                    text.setStringProperty(header.getKey(), header.getValue());
                }
                producer.send(text);
            }

            @Override
            public void flush() throws Exception {
                session.commit();
            }

            @Override
            public void close() throws Exception {
                connection.close();
            }
        };
    }

    /** Sends a message of another kind to the queue. */
    public void send(Making making) throws Exception {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(ORDERS))) {
            producer.send(making.with(session));
        }
    }

    /** Makes a message. */
    public interface Making {
        Message with(Session session) throws JMSException;
    }

    @Override
    public String takeRejected() throws Exception {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(REJECTED))) {
            connection.start();
            return consumer.receive(1000) instanceof TextMessage text ? text.getText() : null;
        }
    }

    @Override
    public Consumer consumer() throws Exception {
        Connection connection = factory().createConnection();
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(ORDERS));
        connection.start();
        return new Consumer() {
            @Override
            public int take() throws Exception {
                int count = 0;
                Message next = consumer.receive(200);
                Message last = null;
                while (next != null) {
                    last = next;
                    count++;
                    next = count < 500 ? consumer.receiveNoWait() : null;
                }
                if (last != null) {
                    last.acknowledge();
                }
                return count;
            }

            @Override
            public void close() throws Exception {
                connection.close();
            }
        };
    }

    @Override
    public void close() {
        process.close();
    }
}
