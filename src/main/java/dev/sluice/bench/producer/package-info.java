/**
 * The benchmarks' producers: messages by Redis or HTTP, and Redis' own figures. Uses Jedis itself, since it stands in
 * an application's place.
 */
package dev.sluice.bench.producer;
