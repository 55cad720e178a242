package dev.sluice.app;

import dev.sluice.config.NamePatterns;
import dev.sluice.connection.Connections;
import dev.sluice.http.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the node works and whether messages can be delivered, and if not, why. Thread-safe. */
final class NodeHealth {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    private static final String NO_PROGRESS = "The delivery makes no progress.";

    private final String node;
    private final NamePatterns configured;
    private final Connections connections;
    private final long patienceNanos;
    /** From the name of a queue to why Redis refuses to work on it. */
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();

    private volatile String fault = "Redis has not answered yet";
    private volatile long answeredAt = System.nanoTime();
    private volatile long steppedAt = System.nanoTime();
    private volatile String broken;
    private volatile boolean stopping;

    /** @param patience without an answer for so long, the delivery is stuck */
    NodeHealth(String node, NamePatterns configured, Connections connections, Duration patience) {
        this.node = node;
        this.configured = configured;
        this.connections = connections;
        this.patienceNanos = patience.toNanos();
    }

    void stepSucceeded() {
        steppedAt = System.nanoTime();
        answeredAt = steppedAt;
        if (fault != null) {
            fault = null;
            LOG.info("Redis answers; messages are delivered");
        }
    }

    void stepFailed(String reason) {
        steppedAt = System.nanoTime();
        if (!reason.equals(fault)) {
            fault = reason;
            LOG.warn("No messages are delivered, and browsers stay connected, until this is over: {}", reason);
        }
    }

    void queueRefused(String queue, String reason) {
        refused.put(queue, reason);
    }

    void queueRecovered(String queue) {
        refused.remove(queue);
    }

    void stopping() {
        stopping = true;
    }

    /** The delivery has ended in an error after which nothing is certain. */
    void broken(String reason) {
        broken = reason;
    }

    /** Whether the process works; a Redis that is down is not its fault. */
    Health live() {
        if (broken != null) {
            return health("live", List.of("The delivery has ended: " + broken));
        }
        boolean stuck = !stopping && System.nanoTime() - steppedAt > patienceNanos;
        return health("live", stuck ? List.of(NO_PROGRESS) : List.of());
    }

    /** Whether messages can be delivered. */
    Health ready() {
        List<String> reasons = new ArrayList<>();
        String now = fault;
        if (stopping) {
            reasons.add("The node is stopping.");
        }
        if (now != null) {
            reasons.add(sentence(now));
        } else if (isSilent()) {
            reasons.add(NO_PROGRESS);
        }
        reasons.addAll(refusals());
        return health("ready", reasons);
    }

    /** Queues out of patterns are counted and not named: their names may be all that protects them. */
    private List<String> refusals() {
        List<String> sentences = new ArrayList<>();
        Map<String, Integer> unnamed = new TreeMap<>();
        refused.forEach((queue, reason) -> {
            if (configured.isName(queue)) {
                sentences.add(sentence("The queue \"" + queue + "\" is not delivered: " + reason));
            } else {
                unnamed.merge(reason, 1, Integer::sum);
            }
        });
        unnamed.forEach((reason, count) ->
                sentences.add(sentence("Of the queues out of patterns, " + count + " not delivered: " + reason)));
        return sentences;
    }

    /** What Redis says may end with a full stop or not. */
    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private boolean isSilent() {
        return System.nanoTime() - answeredAt > patienceNanos;
    }

    private Health health(String good, List<String> reasons) {
        boolean accepting = !stopping && broken == null && fault == null && !isSilent();
        return new Health(reasons.isEmpty() ? good : "not " + good, node, connections.count(), accepting, reasons);
    }
}
