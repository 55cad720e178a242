package dev.sluice.redis.pubsub;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why this node is not subscribed to the channels in use; logged when that begins and when it ends. Thread-safe; the
 * log may block.
 */
final class ChannelFault {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelFault.class);

    private final String channels;
    /** Null while this node is subscribed. No lock: those who ask must not wait for the log. */
    private final AtomicReference<String> reason = new AtomicReference<>();

    /** @param channels what the channels are called in sentences */
    ChannelFault(String channels) {
        this.channels = channels;
    }

    void begin(String why) {
        if (reason.getAndSet(why) == null) {
            LOG.warn("Not subscribed to {}; messages published now are missed: {}", channels, why);
        }
    }

    void end() {
        if (reason.getAndSet(null) != null) {
            LOG.info("Subscribed to {} again", channels);
        }
    }

    /** Ends it without a log line: no channel is in use any more. */
    void forget() {
        reason.set(null);
    }

    /** Returns it as a sentence; empty while this node is subscribed. */
    Optional<String> sentence() {
        return Optional.ofNullable(reason.get()).map(why -> "Not subscribed to " + channels + ": " + why + ".");
    }
}
