package dev.sluice.app;

import dev.sluice.channel.NamePatterns;
import dev.sluice.store.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The channels of one kind on which Redis refuses to work, and what health says of them. Thread-safe. */
final class RefusedChannels {
    private final String kind;
    private final NamePatterns configured;
    /** From the name of a channel to why it is refused. */
    private final Map<String, Refusal> refused = new ConcurrentSkipListMap<>();

    /**
     * @param kind what one of them is called
     * @param configured those of the settings
     */
    RefusedChannels(String kind, NamePatterns configured) {
        this.kind = kind;
        this.configured = configured;
    }

    /** Returns whether that is news. */
    boolean add(String name, Refusal refusal) {
        return !refusal.equals(refused.put(name, refusal));
    }

    /** Returns whether it was refused until now. */
    boolean remove(String name) {
        return refused.remove(name) != null;
    }

    Collection<String> names() {
        return refused.keySet();
    }

    /** A sentence for each that the settings name and that something is wrong with. */
    List<String> reasons() {
        return named(false);
    }

    private List<String> named(boolean forbidden) {
        List<String> sentences = new ArrayList<>();
        refused.forEach((name, refusal) -> {
            if (configured.isName(name) && refusal.forbidden() == forbidden) {
                sentences.add(
                        NodeHealth.sentence("The " + kind + " \"" + name + "\" is not delivered: " + refusal.reason()));
            }
        });
        return sentences;
    }

    /**
     * Of those that the Redis user may not use, since all else goes on; and of those out of patterns: one of ten thousand is
     * no reason to send all browsers away. The latter are counted and not named, since their names may be all that protects
     * them.
     */
    List<String> warnings() {
        Map<String, Integer> unnamed = new TreeMap<>();
        refused.forEach((name, refusal) -> {
            if (!configured.isName(name)) {
                unnamed.merge(refusal.reason(), 1, Integer::sum);
            }
        });
        List<String> sentences = named(true);
        unnamed.forEach((reason, count) -> sentences.add(
                NodeHealth.sentence("Of the " + kind + "s out of patterns, " + count + " not delivered: " + reason)));
        return sentences;
    }
}
