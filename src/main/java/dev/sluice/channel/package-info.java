/**
 * The vocabulary of channels: their names and patterns, and the policies that queues and topics have. Begin with {@link
 * dev.sluice.channel.QueuePolicy} and {@link dev.sluice.channel.NamePatterns}. Values only: no input or output, and no
 * other package of Sluice is used. {@code config} reads the values from settings.
 */
package dev.sluice.channel;
