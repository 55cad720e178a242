/**
 * Which server has which keys: one, the master that Sentinels name, or those of a cluster. Begin with {@code Topology}; a
 * further kind is one more implementation. No keys and no scripts here.
 */
package dev.sluice.redis.topology;
