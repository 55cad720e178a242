package dev.sluice.http;

import dev.sluice.channel.NamePatterns;
import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which topics a request names, and of which kind they are. */
final class TopicAccess {
    enum Kind {
        STREAM,
        PUBSUB
    }

    /**
     * Topics by their kind, in the order in which they were named.
     *
     * @param streams the stream topics, which are different ones
     * @param pubsub the pub/sub topics
     */
    record Named(List<String> streams, Set<String> pubsub) {}

    private final NamePatterns queues;
    private final NamePatterns streams;
    private final NamePatterns pubsub;
    private final ChannelAccess all;

    /**
     * @param queues the queues; no name of theirs is that of a stream topic, since one key in Redis cannot be both
     * @param streams the stream topics; a name that is one of the others too is one of these
     * @param pubsub the pub/sub topics
     */
    TopicAccess(NamePatterns queues, NamePatterns streams, NamePatterns pubsub) {
        this.queues = queues;
        this.streams = streams;
        this.pubsub = pubsub;
        this.all = ChannelAccess.topics(streams.or(pubsub));
    }

    /** @throws RefusedException where the name is malformed or that of no topic that is served */
    Kind check(String name) throws RefusedException {
        return kind(all.check(name));
    }

    /** @throws RefusedException where one of them is malformed or not served, or there are too many */
    Named resolve(List<String> names) throws RefusedException {
        List<String> ofStreams = new ArrayList<>();
        Set<String> others = new LinkedHashSet<>();
        for (String name : all.resolve(names)) {
            (kind(name) == Kind.STREAM ? ofStreams : others).add(name);
        }
        if (ofStreams.size() > ChannelPositions.MAX_TOPICS) {
            throw new RefusedException(
                    Problem.badRequest("More than " + ChannelPositions.MAX_TOPICS + " stream topics are named."));
        }
        return new Named(ofStreams, others);
    }

    private Kind kind(String name) throws RefusedException {
        if (streams.matches(name) && !queues.matches(name)) {
            return Kind.STREAM;
        }
        if (pubsub.matches(name)) {
            return Kind.PUBSUB;
        }
        throw new RefusedException(
                Problem.forbidden("\"" + name + "\" is served here as a queue, so it cannot be a topic."));
    }
}
