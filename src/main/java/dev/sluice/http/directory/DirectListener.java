package dev.sluice.http.directory;

import dev.sluice.http.streams.OpenStreams;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.registry.ConnectionId;
import dev.sluice.store.topic.PublicationListener;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends direct messages that applications publish to the streams of this node. Thread-safe. */
public final class DirectListener implements PublicationListener {
    private static final Logger LOG = LoggerFactory.getLogger(DirectListener.class);

    private final String node;
    private final OpenStreams own;
    private final Metrics metrics;
    private final DirectReader reader;

    /**
     * @param node the name of this node, with which the ids of its connections begin
     * @param own the streams of this node
     * @param maxBytes the longest message
     */
    public DirectListener(String node, OpenStreams own, Metrics metrics, int maxBytes) {
        this.node = node;
        this.own = own;
        this.metrics = metrics;
        this.reader = new DirectReader(maxBytes);
    }

    /** One message after the other, which keeps their order. */
    @Override
    public synchronized void published(String channel, byte[] message) {
        DirectReader.Published direct;
        try {
            direct = reader.read(message);
        } catch (MalformedMessageException e) {
            metrics.add(Metric.DIRECT_SKIPPED, 1);
            LOG.warn("A message on the channel {} was skipped: it {}", channel, e.getMessage());
            return;
        }
        int delivered = own.send(List.of(direct.to()), direct.message());
        metrics.add(Metric.DIRECT_DELIVERED, delivered);
        if (delivered == 0 && isHere(direct.to().id())) {
            metrics.add(Metric.DIRECT_UNDELIVERABLE, 1);
        }
    }

    private boolean isHere(Optional<String> id) {
        return id.filter(text -> ConnectionId.nodeOf(text).equals(node)).isPresent();
    }
}
