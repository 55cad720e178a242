package dev.sluice.http;

import dev.sluice.config.NamePatterns;

/** Which topics a request names, and of which kind they are. */
final class TopicAccess {
    enum Kind {
        STREAM,
        PUBSUB
    }

    private final NamePatterns streams;
    private final ChannelAccess all;

    /**
     * @param streams the stream topics; a name that is both is one of these
     * @param pubsub the pub/sub topics
     */
    TopicAccess(NamePatterns streams, NamePatterns pubsub) {
        this.streams = streams;
        this.all = ChannelAccess.topics(streams.or(pubsub), 1);
    }

    /** @throws RefusedException where the name is malformed or that of no topic that is served */
    Kind check(String name) throws RefusedException {
        return streams.matches(all.check(name)) ? Kind.STREAM : Kind.PUBSUB;
    }
}
