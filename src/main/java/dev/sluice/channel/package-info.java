/**
 * The vocabulary of channels: their names and patterns, and the policies that queues and topics have. Begin with
 * {@link dev.sluice.channel.QueuePolicy} and {@link dev.sluice.channel.NamePatterns}. Values only, without input or output,
 * and nothing of Sluice is used here; where the values come from is the business of {@code config}.
 */
package dev.sluice.channel;
