/**
 * The Redis channels to which this node is subscribed. Begin with {@link dev.sluice.redis.pubsub.RedisPubsubSource},
 * which decides when to connect and to which server. What a message means is not known here.
 */
package dev.sluice.redis.pubsub;
