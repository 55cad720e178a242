/** The benchmarks' own client: many event streams at once, and what they receive. */
package dev.sluice.bench.client;
