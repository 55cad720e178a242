package dev.sluice.delivery;

import java.time.Duration;

/**
 * @param proofDelay how long after a write a later one must leave, and the connection be there after that, for the first
 *     to count as delivered: longer than a round trip to the browser, so that its goodbye would have come
 * @param safetyPoll how often queues are looked at although no push was signalled
 * @param maxMessageBytes a longer message goes to the dead letters
 * @param maxUnsettledPerConnection a connection with so many gets no more until some are settled
 * @param maxUnsettled with so many, the node claims no more until some are settled
 */
public record DeliverySettings(
        Duration proofDelay,
        Duration safetyPoll,
        long maxMessageBytes,
        int maxUnsettledPerConnection,
        int maxUnsettled) {}
