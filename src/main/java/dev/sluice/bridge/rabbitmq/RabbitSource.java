package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.source.SourceRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of a queue. The broker sends two batches ahead and no more, so that nothing needs to be done while it is
 * idle. One thread at a time.
 */
public final class RabbitSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitSource.class);

    private static final int MAX_PREFETCH = 65_535; // of AMQP
    private static final int CLOSE_MILLIS = 2000;
    private static final int NOT_FOUND = 404;
    private static final int ACCESS_REFUSED = 403;

    private final RabbitSettings settings;
    private final Connection connection;
    private final Channel channel;
    /** Bounded by the prefetch. Written by the client's threads. */
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();

    private volatile boolean cancelled;
    /** The tag up to which all of the last poll that is not rejected can be acknowledged; 0 if there is none. */
    private long lastTag;

    private List<RabbitRecord> polled = List.of();

    private RabbitSource(RabbitSettings settings, Connection connection, Channel channel) {
        this.settings = settings;
        this.connection = connection;
        this.channel = channel;
    }

    /**
     * Reads the section {@code rabbitmq}.
     *
     * @param source the name of the source, which the broker shows
     * @param batch the most records of a poll
     * @param rejects true if the broker keeps the records that cannot be published, as the queue's policy says
     */
    public static SourceOpener opener(Section section, String source, int batch, boolean rejects) {
        RabbitSettings settings = RabbitSettings.read(section, batch);
        return () -> open(settings, source);
    }

    private static Source open(RabbitSettings settings, String source) throws SourceException {
        Connection connection = null;
        try {
            connection = settings.factory().newConnection("sluice-bridge " + source);
            Channel channel = connection.createChannel();
            RabbitSource opened = new RabbitSource(settings, connection, channel);
            channel.basicQos(Math.min(MAX_PREFETCH, 2 * settings.batch()));
            channel.queueDeclarePassive(settings.queue());
            channel.basicConsume(settings.queue(), false, opened.new Consumer());
            LOG.info("The source {} reads the queue {} of {}", source, settings.queue(), settings);
            return opened;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            if (connection != null) {
                connection.abort(CLOSE_MILLIS);
            }
            throw fault(settings, e);
        }
    }

    private final class Consumer extends DefaultConsumer {
        private Consumer() {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            arrived.add(new Delivery(envelope, properties, body));
        }

        @Override
        public void handleCancel(String tag) {
            cancelled = true;
        }
    }

    private static SourceException fault(RabbitSettings settings, Exception failure) {
        Throwable cause = failure.getCause() instanceof ShutdownSignalException closed ? closed : failure;
        String fault = "does not answer: " + cause.getMessage();
        if (failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException) {
            fault = "does not accept the credentials";
        } else if (cause instanceof ShutdownSignalException closed) {
            fault = reason(settings, closed);
        }
        return new SourceException(settings + " " + fault, failure);
    }

    private static String reason(RabbitSettings settings, ShutdownSignalException closed) {
        if (closed.getReason() instanceof AMQP.Channel.Close close) {
            return switch (close.getReplyCode()) {
                case NOT_FOUND -> "has no queue \"" + settings.queue() + "\"";
                case ACCESS_REFUSED -> "does not allow the queue \"" + settings.queue() + "\"";
                default -> "has closed the channel: " + close.getReplyText();
            };
        }
        return closed.getReason() instanceof AMQP.Connection.Close close
                ? "has closed the connection: " + close.getReplyText()
                : "has gone away";
    }

    @Override
    public List<SourceRecord> poll(Duration timeout) throws SourceException {
        List<Delivery> deliveries = new ArrayList<>();
        try {
            Delivery first = arrived.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                deliveries.add(first);
                arrived.drainTo(deliveries, settings.batch() - 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("The bridge is stopping", e);
        }
        requireOpen();
        polled = deliveries.stream()
                .map(delivery -> new RabbitRecord(delivery, settings.queue()))
                .toList();
        lastTag = polled.isEmpty() ? 0 : polled.get(polled.size() - 1).tag();
        return List.copyOf(polled);
    }

    private void requireOpen() throws SourceException {
        ShutdownSignalException closed = channel.getCloseReason();
        if (closed != null) {
            throw fault(settings, closed);
        }
        if (cancelled) {
            throw new SourceException(settings + " has deleted the queue \"" + settings.queue() + "\"");
        }
    }

    /** Has the queue drop the record, or dead-letter it if a policy says so. Its tag acknowledges nothing any more. */
    @Override
    public void reject(SourceRecord record, String reason) throws SourceException {
        try {
            channel.basicNack(((RabbitRecord) record).tag(), false, false);
        } catch (IOException | ShutdownSignalException e) {
            throw fault(settings, e);
        }
        polled = polled.stream().filter(other -> other != record).toList();
        lastTag = polled.isEmpty() ? 0 : polled.get(polled.size() - 1).tag();
    }

    @Override
    public void acknowledge() throws SourceException {
        try {
            if (lastTag > 0) {
                channel.basicAck(lastTag, true);
            }
        } catch (IOException | ShutdownSignalException e) {
            throw fault(settings, e);
        }
    }

    @Override
    public void idle() throws SourceException {
        requireOpen();
    }

    @Override
    public OptionalLong lag() throws SourceException {
        try {
            return OptionalLong.of(channel.messageCount(settings.queue()));
        } catch (IOException | ShutdownSignalException e) {
            throw fault(settings, e);
        }
    }

    @Override
    public void close() {
        connection.abort(CLOSE_MILLIS);
    }
}
