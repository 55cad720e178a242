package dev.sluice.redis.script;

import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;
import java.util.Optional;

/**
 * The names of Sluice's own keys and Pub/Sub channels. All start with {@code sluice:}, or with {@code sluice:NAMESPACE:}
 * if there is a namespace, so that several installations can share one Redis. Immutable.
 */
public final class Keyspace {
    private final String prefix;
    private final NodeKeys nodes;
    private final RegistryKeys registry;

    /** @param namespace without colons and braces, which would change prefixes and slots */
    public Keyspace(Optional<String> namespace) {
        this.prefix =
                NamePatterns.OWN_PREFIX + namespace.map(name -> name + ":").orElse("");
        this.nodes = new NodeKeys(group("nodes"));
        this.registry = new RegistryKeys(prefix);
    }

    /** Returns the key or channel with this name. */
    public String own(String name) {
        return prefix + name;
    }

    /** Returns the beginning of keys that lie in one cluster slot and belong to no queue. */
    public String group(String name) {
        // No queue has this tag, since no queue's name starts like Sluice's own keys.
        return own("{" + own(name) + "}:");
    }

    /** Returns the keys that nodes have in common. */
    public NodeKeys nodes() {
        return nodes;
    }

    /** Returns the keys of the registry of connections. */
    public RegistryKeys registry() {
        return registry;
    }

    /**
     * Returns the keys that belong to a queue or a topic.
     *
     * @param channel its name, valid by {@link ChannelName}
     */
    public ChannelKeys channel(String channel) {
        return new ChannelKeys(prefix, channel);
    }
}
