package dev.sluice.http;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.NamePatterns;
import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The check of the topics that a request names, and of their kinds. */
final class ServedTopics {
    /**
     * Topics by their kind, in the order in which they were named.
     *
     * @param streams the stream topics, without duplicates
     * @param pubsub the pub/sub topics
     */
    record Named(List<String> streams, Set<String> pubsub) {}

    private final Supplier<NamePatterns> queues;
    private final Supplier<NamePatterns> streams;
    private final Supplier<NamePatterns> pubsub;
    private final ServedChannels all;

    /**
     * @param queues the queues; a stream topic has no queue's name, since one key in Redis cannot be both
     * @param streams the stream topics; a name that is also a pub/sub topic is a stream topic
     * @param pubsub the pub/sub topics
     */
    ServedTopics(Supplier<NamePatterns> queues, Supplier<NamePatterns> streams, Supplier<NamePatterns> pubsub) {
        this.queues = queues;
        this.streams = streams;
        this.pubsub = pubsub;
        this.all = ServedChannels.topics(
                name -> streams.get().matches(name) || pubsub.get().matches(name));
    }

    /** @throws RefusedException if the name is malformed or not that of a served topic */
    ChannelKind check(String name) throws RefusedException {
        return kind(all.check(name));
    }

    /** @throws RefusedException if a name is malformed or not served, or there are too many */
    Named resolve(List<String> names) throws RefusedException {
        List<String> ofStreams = new ArrayList<>();
        Set<String> others = new LinkedHashSet<>();
        for (String name : all.resolve(names)) {
            (kind(name) == ChannelKind.STREAM ? ofStreams : others).add(name);
        }
        if (ofStreams.size() > ChannelPositions.MAX_TOPICS) {
            throw new RefusedException(
                    Problem.badRequest("More than " + ChannelPositions.MAX_TOPICS + " stream topics are named."));
        }
        return new Named(ofStreams, others);
    }

    private ChannelKind kind(String name) throws RefusedException {
        if (streams.get().matches(name) && !queues.get().matches(name)) {
            return ChannelKind.STREAM;
        }
        if (pubsub.get().matches(name)) {
            return ChannelKind.PUBSUB;
        }
        throw new RefusedException(
                Problem.forbidden("\"" + name + "\" is served here as a queue, so it cannot be a topic."));
    }
}
