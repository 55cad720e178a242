/**
 * The ports to Redis and their words, for queues and topics alike; those of one kind lie in {@code queue} and {@code topic}.
 * Begin with {@link dev.sluice.store.queue.ClaimStore} and {@link dev.sluice.store.topic.TopicSource}. Interfaces and values
 * only, and the random names in them: what is decided with them belongs into {@code delivery}, and how Redis does it into
 * {@code redis}.
 */
package dev.sluice.store;
