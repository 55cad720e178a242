package dev.sluice.bridge.jms;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.source.StandbyException;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer over JMS whose acknowledgement covers all that its session has received. One thread at a time. */
public final class JmsSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(JmsSource.class);

    private final JmsSettings settings;
    private final JmsSettings.Broker broker;
    private final Connection connection;
    private final Session session;
    private final MessageConsumer consumer;
    /** Set by the client's threads; null while the connection works. */
    private volatile JMSException lost;

    private boolean stopped;
    /** Null if the last poll got none. */
    private Message last;

    private JmsSource(JmsSettings settings, JmsSettings.Broker broker, Connection connection) throws JMSException {
        this.settings = settings;
        this.broker = broker;
        this.connection = connection;
        connection.setExceptionListener(failure -> lost = failure);
        session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        consumer = settings.subscription().isPresent()
                ? session.createDurableSubscriber(
                        (Topic) destination(), settings.subscription().get())
                : session.createConsumer(destination());
        connection.start();
    }

    /**
     * Reads the section {@code activemq}, of ActiveMQ Classic.
     *
     * @param source the name of the source
     * @param rejects true if the broker keeps the records that cannot be published
     */
    public static SourceOpener classic(Section section, String source, ReadLimits limits, boolean rejects) {
        return new Opener(JmsSettings.read(section, limits, rejects, JmsClient.CLASSIC), source);
    }

    /** Reads the section {@code artemis}, as {@link #classic}. */
    public static SourceOpener artemis(Section section, String source, ReadLimits limits, boolean rejects) {
        return new Opener(JmsSettings.read(section, limits, rejects, JmsClient.ARTEMIS), source);
    }

    /** Tries the brokers in turn. One thread at a time. */
    static final class Opener implements SourceOpener {
        private final JmsSettings settings;
        private final String source;
        private int next;

        Opener(JmsSettings settings, String source) {
            this.settings = settings;
            this.source = source;
        }

        @Override
        public Source open() throws SourceException {
            JmsSettings.Broker broker = settings.brokers().get(next);
            int following = (next + 1) % settings.brokers().size();
            try {
                Source opened = JmsSource.open(settings, broker);
                LOG.info("Source {} reads {} of {}", source, settings.name(), broker);
                next = following;
                return opened;
            } catch (StandbyException e) { // there, too, when the other copy ends
                throw e;
            } catch (SourceException e) {
                next = following;
                throw e;
            }
        }
    }

    private static Source open(JmsSettings settings, JmsSettings.Broker broker) throws SourceException {
        Connection connection = null;
        try {
            connection = settings.user().isPresent()
                    ? broker.factory()
                            .createConnection(
                                    settings.user().get(), settings.password().orElse(null))
                    : broker.factory().createConnection();
            if (settings.clientId().isPresent()) {
                connection.setClientID(settings.clientId().get());
            }
            return new JmsSource(settings, broker, connection);
        } catch (JMSException | RuntimeException e) {
            close(connection);
            throw JmsFaults.of(settings, broker, e);
        }
    }

    @Override
    public List<SourceRecord> poll(Duration timeout) throws SourceException {
        requireConnected();
        List<SourceRecord> records = new ArrayList<>();
        last = null;
        try {
            if (stopped) {
                connection.start();
                stopped = false;
            }
            long bytes = 0;
            Message next = consumer.receive(timeout.toMillis());
            while (next != null) {
                last = next;
                JmsRecord record = new JmsRecord(next, body(next), settings.name());
                records.add(record);
                bytes += record.value().length;
                boolean hasRoom = records.size() < settings.limits().batch() && bytes < ReadLimits.POLL_BYTES;
                next = hasRoom ? consumer.receiveNoWait() : null;
            }
        } catch (JMSException | RuntimeException e) {
            throw JmsFaults.of(settings, broker, e);
        }
        requireConnected();
        return records;
    }

    private Destination destination() throws JMSException {
        return settings.subscription().isPresent()
                ? session.createTopic(settings.name())
                : session.createQueue(settings.name());
    }

    private JmsBody body(Message message) throws JMSException {
        try {
            return JmsBody.of(message);
        } catch (JMSException | RuntimeException e) {
            destination(); // Artemis asks the broker: if the connection is lost, nothing is wrong with the body
            return JmsBody.UNREADABLE;
        }
    }

    private void requireConnected() throws SourceException {
        JMSException failure = lost;
        if (failure != null) {
            throw JmsFaults.of(settings, broker, failure);
        }
    }

    @Override
    public void acknowledge() throws SourceException {
        try {
            if (last != null) {
                last.acknowledge();
            }
        } catch (JMSException | RuntimeException e) {
            throw JmsFaults.of(settings, broker, e);
        }
    }

    /** Sends the message to the queue for undeliverable ones; the session then acknowledges it with the others. */
    @Override
    public void reject(SourceRecord record, String reason) throws SourceException {
        try (MessageProducer producer = session.createProducer(
                session.createQueue(settings.deadLetterQueue().orElseThrow()))) {
            producer.send(((JmsRecord) record).message());
        } catch (JMSException | RuntimeException e) {
            throw JmsFaults.of(settings, broker, e);
        }
    }

    @Override
    public void idle() throws SourceException {
        requireConnected();
        try {
            if (!stopped) {
                connection.stop();
                stopped = true;
            }
        } catch (JMSException | RuntimeException e) {
            throw JmsFaults.of(settings, broker, e);
        }
    }

    /** JMS does not tell. */
    @Override
    public OptionalLong lag() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (JMSException | RuntimeException e) {
            LOG.debug("The connection was not closed cleanly", e);
        }
    }
}
