/**
 * What delivery means, without Redis, servlets or threads. Begin with {@link dev.sluice.delivery.QueueDelivery#step}.
 * Towards the store: {@code ServedQueue} → {@code ClaimLedger} → {@link dev.sluice.delivery.Exchange}. Towards browsers:
 * {@code RoundRobin} → {@code Subscriber} → {@code Handout} → {@code ProofLine}.
 *
 * <p>Beyond the words of the contract: a <em>session</em> is one run of claims of an incarnation on one queue, an
 * <em>exchange</em> is one atomic step of it, a <em>handout</em> is what went to one browser in one write, and to
 * <em>bury</em> is to move a message to the dead letters.
 */
package dev.sluice.delivery;
