/**
 * The messages of queues: claimed, dealt to connections in turns, proven or confirmed, and settled or returned. Begin
 * with {@link dev.sluice.delivery.queue.QueueDelivery#step}. Towards the store: {@code ActiveQueues} → {@code Round} →
 * {@code ClaimLedger}. Towards browsers: {@code QueueSubscribers} → {@code QueueSubscriber} → the lines of {@code
 * delivery.claim}. Topics are not known here.
 */
package dev.sluice.delivery.queue;
