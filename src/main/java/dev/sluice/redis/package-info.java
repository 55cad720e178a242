/**
 * The ports of {@code store} over Redis; with the rooms behind it the only place that knows Jedis, and their door. Begin with
 * {@link dev.sluice.redis.RedisServers}, which brings each command to the server of its key. What a command means is decided
 * in {@code delivery}, never here.
 */
package dev.sluice.redis;
