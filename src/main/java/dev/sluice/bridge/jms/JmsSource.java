package dev.sluice.bridge.jms;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.source.SourceRecord;
import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
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
    private final Connection connection;
    private final Session session;
    private final MessageConsumer consumer;
    /** Set by the client's threads; null while the connection works. */
    private volatile JMSException lost;

    private boolean stopped;
    /** Null if the last poll got none. */
    private Message last;

    private JmsSource(JmsSettings settings, Connection connection) throws JMSException {
        this.settings = settings;
        this.connection = connection;
        connection.setExceptionListener(failure -> lost = failure);
        session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        consumer = settings.subscription().isPresent()
                ? session.createDurableSubscriber(
                        session.createTopic(settings.name()),
                        settings.subscription().get())
                : session.createConsumer(session.createQueue(settings.name()));
        connection.start();
    }

    /**
     * Reads the section {@code activemq}, of ActiveMQ Classic.
     *
     * @param source the name of the source
     * @param rejects true if the broker keeps the records that cannot be published
     */
    public static SourceOpener classic(Section section, String source, ReadLimits limits, boolean rejects) {
        JmsSettings settings = JmsSettings.read(section, limits.batch(), rejects, JmsSettings::classic);
        return () -> open(settings, source);
    }

    /** Reads the section {@code artemis}, as {@link #classic}. */
    public static SourceOpener artemis(Section section, String source, ReadLimits limits, boolean rejects) {
        JmsSettings settings = JmsSettings.read(section, limits.batch(), rejects, JmsSettings::artemis);
        return () -> open(settings, source);
    }

    private static Source open(JmsSettings settings, String source) throws SourceException {
        Connection connection = null;
        try {
            connection = settings.factory()
                    .createConnection(
                            settings.user().orElse(null), settings.password().orElse(null));
            if (settings.clientId().isPresent()) {
                connection.setClientID(settings.clientId().get());
            }
            JmsSource opened = new JmsSource(settings, connection);
            LOG.info("The source {} reads {} of {}", source, settings.name(), settings);
            return opened;
        } catch (JMSException | RuntimeException e) {
            close(connection);
            throw fault(settings, e);
        }
    }

    private static SourceException fault(JmsSettings settings, Exception failure) {
        String fault = "cannot be used: " + failure.getMessage();
        if (failure instanceof JMSSecurityException) {
            fault = "does not accept the credentials: " + failure.getMessage();
        } else if (failure instanceof InvalidDestinationException) {
            fault = "has no queue or topic \"" + settings.name() + "\"";
        } else if (failure instanceof InvalidClientIDException) {
            fault = "has a connection with the client-id " + settings.clientId().orElse("") + "; this one stands by";
        }
        return new SourceException(settings + " " + fault, failure);
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
            Message next = consumer.receive(timeout.toMillis());
            while (next != null) {
                last = next;
                records.add(new JmsRecord(next, settings.name()));
                next = records.size() < settings.batch() ? consumer.receiveNoWait() : null;
            }
        } catch (JMSException | RuntimeException e) {
            throw fault(settings, e);
        }
        requireConnected();
        return records;
    }

    private void requireConnected() throws SourceException {
        JMSException failure = lost;
        if (failure != null) {
            throw fault(settings, failure);
        }
    }

    @Override
    public void acknowledge() throws SourceException {
        try {
            if (last != null) {
                last.acknowledge();
            }
        } catch (JMSException | RuntimeException e) {
            throw fault(settings, e);
        }
    }

    /** Sends the message to the queue for undeliverable ones; the session then acknowledges it with the others. */
    @Override
    public void reject(SourceRecord record, String reason) throws SourceException {
        try (MessageProducer producer = session.createProducer(
                session.createQueue(settings.deadLetterQueue().orElseThrow()))) {
            producer.send(((JmsRecord) record).message());
        } catch (JMSException | RuntimeException e) {
            throw fault(settings, e);
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
            throw fault(settings, e);
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
