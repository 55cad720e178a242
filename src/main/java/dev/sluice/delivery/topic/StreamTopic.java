package dev.sluice.delivery.topic;

/** A stream topic: the store keeps its events, and those that are read go into its {@link StreamLog}. */
final class StreamTopic extends ServedTopic<StreamCursor> {
    private final StreamLog stream;

    StreamTopic(String name) {
        super(name);
        this.stream = new StreamLog(name);
    }

    StreamLog stream() {
        return stream;
    }
}
