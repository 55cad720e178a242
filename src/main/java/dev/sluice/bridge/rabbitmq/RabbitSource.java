package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.source.SourceRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of a queue. The broker sends so many messages ahead as the limits say and no more, so that nothing needs to be
 * done while it is idle. One thread at a time.
 */
public final class RabbitSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitSource.class);

    private static final int CLOSE_MILLIS = 2000;

    private final RabbitSettings settings;
    private final Connection connection;
    private final Channel channel;
    private final Arrivals arrivals;
    /** The records of the last poll that are not rejected. */
    private List<RabbitRecord> polled = List.of();

    private RabbitSource(RabbitSettings settings, Connection connection, Channel channel) {
        this.settings = settings;
        this.connection = connection;
        this.channel = channel;
        this.arrivals = new Arrivals(channel, settings.limits());
    }

    /**
     * Reads the section {@code rabbitmq}.
     *
     * @param source the name of the source, which the broker shows
     * @param rejects true if the broker keeps the records that cannot be published, as the queue's policy says
     */
    public static SourceOpener opener(Section section, String source, ReadLimits limits, boolean rejects) {
        RabbitSettings settings = RabbitSettings.read(section, limits);
        return () -> open(settings, source);
    }

    private static Source open(RabbitSettings settings, String source) throws SourceException {
        Connection connection = null;
        try {
            connection = settings.factory().newConnection("sluice-bridge " + source);
            Channel channel = connection.createChannel();
            RabbitSource opened = new RabbitSource(settings, connection, channel);
            channel.basicQos(settings.limits().ahead());
            channel.queueDeclarePassive(settings.queue());
            channel.basicConsume(settings.queue(), false, opened.arrivals);
            LOG.info("Source {} reads the queue {} of {}", source, settings.queue(), settings);
            return opened;
        } catch (IOException | TimeoutException | RuntimeException e) {
            if (connection != null) {
                connection.abort(CLOSE_MILLIS);
            }
            throw RabbitFaults.of(settings, e);
        }
    }

    @Override
    public List<SourceRecord> poll(Duration timeout) throws SourceException {
        try {
            polled = arrivals.take(timeout).stream()
                    .map(delivery -> new RabbitRecord(delivery, settings.queue()))
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("The bridge is stopping", e);
        }
        requireComplete(); // or an acknowledgement would cover a record that is missing
        return List.copyOf(polled);
    }

    private void requireComplete() throws SourceException {
        Optional<Throwable> failure = arrivals.failure().or(() -> Optional.ofNullable(channel.getCloseReason()));
        if (failure.isPresent()) {
            throw RabbitFaults.of(settings, failure.get());
        }
        if (arrivals.isCancelled()) {
            throw new SourceException(settings + " has deleted the queue \"" + settings.queue() + "\"");
        }
    }

    /** Has the queue drop the record, or dead-letter it if a policy says so. Its tag acknowledges nothing any more. */
    @Override
    public void reject(SourceRecord record, String reason) throws SourceException {
        try {
            channel.basicNack(((RabbitRecord) record).tag(), false, false);
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitFaults.of(settings, e);
        }
        polled = polled.stream().filter(other -> other != record).toList();
    }

    @Override
    public void acknowledge() throws SourceException {
        if (polled.isEmpty()) {
            return;
        }
        try {
            channel.basicAck(polled.get(polled.size() - 1).tag(), true);
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitFaults.of(settings, e);
        }
    }

    @Override
    public void idle() throws SourceException {
        requireComplete();
    }

    @Override
    public OptionalLong lag() throws SourceException {
        try {
            return OptionalLong.of(channel.messageCount(settings.queue()));
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitFaults.of(settings, e);
        }
    }

    @Override
    public void close() {
        connection.abort(CLOSE_MILLIS);
    }
}
