package dev.sluice.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import java.util.Collection;
import java.util.function.UnaryOperator;

/**
 * What happens to the messages of queues, counted for each configured name or pattern: the names that a pattern matches
 * may be secret, and too many. Thread-safe.
 */
public final class QueueMetrics {
    private final Counter claimed;
    private final Counter settled;
    private final Counter returned;
    private final Counter redeliveries;
    private final Counter buried;
    private final Counter deadLettersDropped;
    private final Counter lost;
    private final Counter reclaimed;
    private final UnaryOperator<String> entryOf;

    /**
     * @param metrics where they are written
     * @param entries the configured names and patterns, which are written from the start
     * @param entryOf finds that of a queue
     */
    public QueueMetrics(NodeMetrics metrics, Collection<String> entries, UnaryOperator<String> entryOf) {
        this.entryOf = entryOf;
        claimed = metrics.queueCounter("sluice_claimed", "Messages taken from queues.");
        settled = metrics.queueCounter("sluice_settled", "Messages gone for good, since they were delivered.");
        returned = metrics.queueCounter("sluice_returned", "Messages put back at the front of their queue.");
        redeliveries = metrics.queueCounter(
                "sluice_queue_redeliveries",
                "Messages put back after they had left for a browser, at least in part, so that they are delivered"
                        + " again. Those of nodes that are gone are in sluice_reclaimed_total.");
        buried = metrics.queueCounter("sluice_dead_letters", "Messages that this node moved to the dead letters.");
        deadLettersDropped = metrics.queueCounter(
                "sluice_dead_letters_dropped",
                "Dead letters that were dropped for newer ones, to keep them within SLUICE_DEAD_LETTERS_MAX and _MAX_AGE.");
        lost = metrics.queueCounter(
                "sluice_lost_claims", "Claims that were not there any more; their messages may be delivered again.");
        reclaimed = metrics.queueCounter(
                "sluice_reclaimed", "Messages put back at the front of their queue for a node that is gone.");
        for (String entry : entries) {
            for (Counter counter :
                    new Counter[] {claimed, settled, returned, redeliveries, buried, deadLettersDropped, lost, reclaimed
                    }) {
                counter.initLabelValues(entry);
            }
        }
    }

    /** Counts messages taken from a queue. */
    public void claimed(String queue, int messages) {
        count(claimed, queue, messages);
    }

    /** Counts messages that were delivered. */
    public void settled(String queue, int messages) {
        count(settled, queue, messages);
    }

    /** Counts messages put back. */
    public void returned(String queue, int messages) {
        count(returned, queue, messages);
    }

    /** Counts those of the messages put back that had left for a browser. */
    public void redelivered(String queue, int messages) {
        count(redeliveries, queue, messages);
    }

    /** Counts a dead letter. */
    public void buried(String queue) {
        count(buried, queue, 1);
    }

    /** Counts dead letters that were dropped. */
    public void deadLettersDropped(String queue, long letters) {
        count(deadLettersDropped, queue, letters);
    }

    /** Counts claims that were not there any more. */
    public void lost(String queue, long messages) {
        count(lost, queue, messages);
    }

    /** Counts messages put back for a node that is gone. */
    public void reclaimed(String queue, long messages) {
        count(reclaimed, queue, messages);
    }

    private void count(Counter counter, String queue, long messages) {
        if (messages > 0) {
            counter.labelValues(entryOf.apply(queue)).inc(messages);
        }
    }
}
