/**
 * Connections to Redis: how they are opened, used and closed, and what errors mean. Begin with
 * {@code ClaimingConnection} and {@code Doorbell}, or with {@code RedisError}. No keys and no scripts here.
 */
package dev.sluice.redis.link;
