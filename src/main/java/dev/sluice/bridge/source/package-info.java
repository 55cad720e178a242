/**
 * The port of the bridge to message brokers. Begin with {@link dev.sluice.bridge.source.Source}. Nothing of Sluice is used
 * here, nor the client of a broker.
 */
package dev.sluice.bridge.source;
