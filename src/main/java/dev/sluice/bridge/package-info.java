/**
 * The bridge, a program of its own that publishes the records of message brokers in Redis. Begin with
 * {@link dev.sluice.bridge.SourceLoop}. No node is used here: what the bridge writes, any producer could write.
 */
package dev.sluice.bridge;
