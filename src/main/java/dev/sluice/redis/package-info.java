/** The only place that knows Jedis: keeps queues and claims in Redis, and hears of pushes. */
package dev.sluice.redis;
