/**
 * The ports of {@code store} over Redis, and the door to its subpackages, which alone know Jedis; of these, others use
 * {@link dev.sluice.redis.script.Keyspace} alone. Begin with {@link dev.sluice.redis.RedisServers}, which sends each
 * command to the server of its key. {@code delivery} decides what a command means, never this package.
 */
package dev.sluice.redis;
