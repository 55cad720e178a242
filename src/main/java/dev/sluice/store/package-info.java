/**
 * The ports to Redis and their types, for queues and topics alike; those of one kind are in {@code queue} and {@code
 * topic}. Begin with {@link dev.sluice.store.queue.ClaimStore} and {@link dev.sluice.store.topic.TopicSource}.
 * Interfaces, values and random tokens only: decisions belong in {@code delivery}, and the work with Redis in {@code
 * redis}.
 */
package dev.sluice.store;
