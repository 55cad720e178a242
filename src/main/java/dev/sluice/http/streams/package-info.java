/**
 * The open streams: how to find them by id, user or channel, to send them events that are not of a channel, and to end them.
 * Begin with {@link dev.sluice.http.streams.OpenStreams} for this node's and {@link dev.sluice.http.streams.Streams} for
 * those of all nodes. Messages of channels never pass here.
 */
package dev.sluice.http.streams;
