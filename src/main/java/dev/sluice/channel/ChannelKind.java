package dev.sluice.channel;

/** The kinds of channels. */
public enum ChannelKind {
    /** A list, each of whose messages goes to one browser. */
    QUEUE,
    /** A topic that is a stream. */
    STREAM,
    /** A topic that is a Pub/Sub channel. */
    PUBSUB
}
