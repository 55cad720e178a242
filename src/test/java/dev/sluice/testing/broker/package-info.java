/**
 * Message brokers for the tests of the bridge, each a process of its own. Begin with
 * {@link dev.sluice.testing.broker.Broker}.
 */
package dev.sluice.testing.broker;
