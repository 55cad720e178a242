package dev.sluice.store.publish;

import dev.sluice.channel.ChannelKind;
import java.util.Optional;

/**
 * A message on its way to a channel.
 *
 * @param data the message, which is well-formed UTF-8
 * @param type the type of its event, or empty; for stream topics only
 * @param key if present, the message is published only if this key was not seen before
 */
public record Publication(ChannelKind kind, String channel, byte[] data, String type, Optional<Key> key) {
    /**
     * A key by which a repetition is recognized. Each user has keys of their own.
     *
     * @param user the user, if known
     */
    public record Key(Optional<String> user, String text) {}
}
