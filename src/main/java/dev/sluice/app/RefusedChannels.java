package dev.sluice.app;

import dev.sluice.config.NamePatterns;
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
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();

    /**
     * @param kind what one of them is called
     * @param configured those of the settings
     */
    RefusedChannels(String kind, NamePatterns configured) {
        this.kind = kind;
        this.configured = configured;
    }

    void add(String name, String reason) {
        refused.put(name, reason);
    }

    void remove(String name) {
        refused.remove(name);
    }

    Collection<String> names() {
        return refused.keySet();
    }

    /** A sentence for each that the settings name. */
    List<String> reasons() {
        List<String> sentences = new ArrayList<>();
        refused.forEach((name, reason) -> {
            if (configured.isName(name)) {
                sentences.add(NodeHealth.sentence("The " + kind + " \"" + name + "\" is not delivered: " + reason));
            }
        });
        return sentences;
    }

    /**
     * Of those out of patterns: one of ten thousand is no reason to send all browsers away. They are counted and not named,
     * since their names may be all that protects them.
     */
    List<String> warnings() {
        Map<String, Integer> unnamed = new TreeMap<>();
        refused.forEach((name, reason) -> {
            if (!configured.isName(name)) {
                unnamed.merge(reason, 1, Integer::sum);
            }
        });
        List<String> sentences = new ArrayList<>();
        unnamed.forEach((reason, count) -> sentences.add(
                NodeHealth.sentence("Of the " + kind + "s out of patterns, " + count + " not delivered: " + reason)));
        return sentences;
    }
}
