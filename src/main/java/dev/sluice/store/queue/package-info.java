/**
 * Queues in the store: exchanges that claim, settle, return and bury messages. Begin with {@link
 * dev.sluice.store.queue.ClaimStore}. Interfaces and values only.
 */
package dev.sluice.store.queue;
