/**
 * The port to Redis for what expires: messages of queues, and idle topics. Begin with {@link
 * dev.sluice.store.expiry.ExpiryStore}. Interfaces and values only.
 */
package dev.sluice.store.expiry;
