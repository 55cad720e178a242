package dev.sluice.app;

import dev.sluice.channel.NamePatterns;
import dev.sluice.store.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels of one kind that Redis refuses: their lines in the log, and their sentences in the health. Thread-safe. */
final class RefusedChannels {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedChannels.class);

    private final String kind;
    private final Supplier<NamePatterns> configured;
    /** The refusals by the names of channels. */
    private final Map<String, Refusal> refused = new ConcurrentSkipListMap<>();

    /**
     * @param kind the word for one of them
     * @param configured the channels of the settings now
     */
    RefusedChannels(String kind, Supplier<NamePatterns> configured) {
        this.kind = kind;
        this.configured = configured;
    }

    void refused(String name, Refusal refusal) {
        if (!refusal.equals(refused.put(name, refusal))) {
            // The kind is not a parameter, since the lines of each kind are limited for themselves.
            LOG.warn("Cannot deliver the " + kind + " \"{}\"; other channels continue: {}", name, refusal.reason());
        }
    }

    void recovered(String name) {
        if (refused.remove(name) != null) {
            LOG.info("The {} \"{}\" is delivered again", kind, name);
        }
    }

    /** Forgets a channel that is not in use any more. */
    void forgotten(String name) {
        refused.remove(name);
    }

    Collection<String> names() {
        return refused.keySet();
    }

    /**
     * Returns a sentence for each channel that the settings name and that has a fault other than a missing permission.
     */
    List<String> reasons() {
        return named(false);
    }

    private List<String> named(boolean forbidden) {
        NamePatterns names = configured.get();
        List<String> sentences = new ArrayList<>();
        refused.forEach((name, refusal) -> {
            if (names.isName(name) && refusal.forbidden() == forbidden) {
                sentences.add("The " + kind + " \"" + name + "\" is not delivered: " + refusal.reason() + ".");
            }
        });
        return sentences;
    }

    /**
     * Returns sentences on channels that the Redis user may not use, and on refused ones that match patterns: no reason
     * to send all browsers away. The latter are counted and not named, because their names may be secret.
     */
    List<String> warnings() {
        NamePatterns names = configured.get();
        Map<String, Integer> unnamed = new TreeMap<>();
        refused.forEach((name, refusal) -> {
            if (!names.isName(name)) {
                unnamed.merge(refusal.reason(), 1, Integer::sum);
            }
        });
        List<String> sentences = named(true);
        unnamed.forEach((reason, count) -> sentences.add(
                count + " of the " + kind + "s that match patterns cannot be delivered: " + reason + "."));
        return sentences;
    }
}
