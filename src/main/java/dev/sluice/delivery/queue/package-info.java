/**
 * The messages of queues: claimed, handed out in turns, proven or confirmed, settled or returned. Begin with
 * {@link dev.sluice.delivery.queue.QueueDelivery#step}. Towards the store: {@code ServedQueue} → {@code ClaimLedger} →
 * {@code ExchangeRound}. Towards browsers: {@code RoundRobin} → {@code QueueSubscriber} → {@code Handout} → {@code ProofLine}.
 * Topics are not known here.
 */
package dev.sluice.delivery.queue;
