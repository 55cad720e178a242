/**
 * Queues in the store: what is claimed, settled, returned and buried in one exchange. Begin with
 * {@link dev.sluice.store.queue.ClaimStore}. Interfaces and values only.
 */
package dev.sluice.store.queue;
