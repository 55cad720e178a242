/**
 * Measures a running node from outside: its own load client for event streams, producers, and the figures of Redis.
 * Uses Jedis itself, since it stands in an application's place.
 */
package dev.sluice.bench;
