package dev.sluice.bridge;

import dev.sluice.channel.ChannelKind;
import dev.sluice.store.publish.Publication;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds out, once a second, if a channel that was written to since the last check is too deep. It checks at most 100
 * channels: of more, those that came first. One thread at a time.
 */
final class DepthCheck {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_CHANNELS = 100;

    /** Reads depths from Redis. */
    @FunctionalInterface
    interface Depths {
        /** Returns the depth of the deepest of these channels of one kind; empty if it is not known. */
        OptionalLong deepest(ChannelKind kind, Set<String> channels);
    }

    private final Depths depths;
    private final int most;
    private final Ticker ticker;
    private final Set<String> channels = new LinkedHashSet<>();
    private ChannelKind kind = ChannelKind.QUEUE;
    private long checkedAt;
    private Optional<String> fault = Optional.empty();

    /** @param most the number of messages at which a channel is too deep */
    DepthCheck(Depths depths, int most, Ticker ticker) {
        this.depths = depths;
        this.most = most;
        this.ticker = ticker;
        this.checkedAt = ticker.nanos();
    }

    /** Records that a message was written. Those of one source are all for channels of one kind. */
    void wrote(Publication publication) {
        if (channels.size() < MOST_CHANNELS && publication.kind() != ChannelKind.PUBSUB) {
            kind = publication.kind();
            channels.add(publication.channel());
        }
    }

    /** Returns the fault of the last check as a sentence, without a full stop; checks if that is due. */
    Optional<String> fault() {
        if (!channels.isEmpty() && ticker.nanos() - checkedAt >= INTERVAL_NANOS) {
            checkedAt = ticker.nanos();
            OptionalLong deepest = depths.deepest(kind, channels);
            // While Redis does not tell, a channel that was too deep counts as such.
            if (deepest.isPresent()) {
                fault = deepest.getAsLong() >= most ? Optional.of(sentence()) : Optional.empty();
            }
            if (fault.isEmpty()) {
                channels.clear();
            }
        }
        return fault;
    }

    private String sentence() {
        return "A " + (kind == ChannelKind.QUEUE ? "queue" : "topic") + " that it writes to is as deep as max-depth ("
                + most + ") or deeper";
    }
}
