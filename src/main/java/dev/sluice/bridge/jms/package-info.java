/**
 * The bridge's adapter to ActiveMQ, Classic and Artemis, over JMS. Begin with {@link dev.sluice.bridge.jms.JmsSource}. Only
 * here are their clients used.
 */
package dev.sluice.bridge.jms;
