/**
 * Connections to Redis: how they are opened, heard on and given up, and what errors mean. Begin with
 * {@code ClaimingConnection} and {@code Doorbell}, or with {@code RedisError}. No keys and no scripts here.
 */
package dev.sluice.redis.link;
