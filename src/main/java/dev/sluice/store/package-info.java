/**
 * The ports to Redis and their types, as far as they have no package of their own: {@code queue}, {@code topic}, {@code
 * publish}, {@code expiry} and {@code registry}. Begin with {@link dev.sluice.store.queue.ClaimStore} and {@link
 * dev.sluice.store.topic.TopicSource}. Interfaces, values and random tokens only: decisions belong in {@code
 * delivery}, and the work with Redis in {@code redis}.
 */
package dev.sluice.store;
