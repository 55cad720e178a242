/**
 * The ports of {@code store} over Redis, and the entry to its subpackages. Of these, other packages use only {@code
 * Keyspace}, {@code PublishCommands} and {@code DeadLetterArguments} of {@code script}, and the one public class of
 * {@code pubsub} and of {@code expiry}. Jedis is used nowhere else but in {@code bench}. Begin with {@link
 * dev.sluice.redis.RedisServers}, which sends each command to the server of its key. {@code delivery} decides what a
 * command means, never this package.
 */
package dev.sluice.redis;
