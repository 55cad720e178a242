/**
 * Measures a running node from outside: its own load client for event streams, producers, and the figures of Redis.
 * Uses Jedis by itself, since it stands where an application stands.
 */
package dev.sluice.bench;
