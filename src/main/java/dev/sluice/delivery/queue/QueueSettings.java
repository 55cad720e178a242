package dev.sluice.delivery.queue;

import dev.sluice.channel.QueuePolicies;
import dev.sluice.delivery.claim.ProofLine;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The delays and bounds of queues.
 *
 * @param settleDelay how long each step of a proof waits ({@link ProofLine}); must exceed a round trip to the browser
 * @param stallTimeout a connection is closed if nothing is acknowledged on it for this long
 * @param safetyPoll how often queues are checked without a signal of a push
 * @param maxMessageBytes a longer message goes to the dead letters
 * @param maxUnsettledPerConnection how many unsettled messages one connection may hold; at this many it gets no more
 * @param maxUnsettled how many unsettled messages the node may hold; at this many it claims no more
 * @param nodeLease how long a node may be silent before others return its claims
 * @param stepBytes the most that one step may read, beyond one message
 * @param policies how each queue is delivered now
 */
public record QueueSettings(
        Duration settleDelay,
        Duration stallTimeout,
        Duration safetyPoll,
        long maxMessageBytes,
        int maxUnsettledPerConnection,
        int maxUnsettled,
        Duration nodeLease,
        long stepBytes,
        Supplier<QueuePolicies> policies) {}
