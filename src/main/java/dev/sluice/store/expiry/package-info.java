/**
 * The port to Redis for what goes by its age: messages of queues, and topics. Begin with {@link
 * dev.sluice.store.expiry.ExpiryStore}. Interfaces and values only.
 */
package dev.sluice.store.expiry;
