package dev.sluice.redis.pubsub;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the channels in use are not heard; logged when that begins and when it ends. Thread-safe. */
final class ChannelFault {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelFault.class);

    private final String channels;
    /** Null while the channels are heard. */
    private String reason;

    /** @param channels what is heard, for people */
    ChannelFault(String channels) {
        this.channels = channels;
    }

    synchronized void begin(String why) {
        if (reason == null) {
            LOG.warn("Not subscribed to {}; messages published now are missed: {}", channels, why);
        }
        reason = why;
    }

    synchronized void end() {
        if (reason != null) {
            LOG.info("Subscribed to {} again", channels);
        }
        reason = null;
    }

    /** Ends it without a log line: no channel is in use any more. */
    synchronized void forget() {
        reason = null;
    }

    /** Returns it as a sentence; empty while the channels are heard. */
    synchronized Optional<String> sentence() {
        return Optional.ofNullable(reason).map(why -> "Not subscribed to " + channels + ": " + why);
    }
}
