/**
 * Removes from Redis what has expired. Begin with {@link dev.sluice.redis.expiry.RedisExpiryStore}, and with {@code
 * expire.lua} in the resources of {@code redis.script}. When to do so is not decided here.
 */
package dev.sluice.redis.expiry;
