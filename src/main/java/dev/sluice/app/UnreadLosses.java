package dev.sluice.app;

import dev.sluice.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warnings of events that were trimmed before consumer groups had read them: for each topic at once, and then every
 * ten minutes for all since. One thread at a time.
 */
final class UnreadLosses {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadLosses.class);

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** The losses of one topic that are not logged yet, and the time of its next line. */
    private static final class Loss {
        private long events;
        private final Set<String> groups = new TreeSet<>();
        private long nextLine;
    }

    private final Map<String, Loss> losses = new HashMap<>();
    private final Ticker ticker;

    UnreadLosses(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Notes that a topic lost events that these groups had still to read. */
    void add(String topic, long events, Iterable<String> groups) {
        Loss loss = losses.computeIfAbsent(topic, name -> {
            Loss fresh = new Loss();
            fresh.nextLine = ticker.nanos();
            return fresh;
        });
        loss.events += events;
        groups.forEach(loss.groups::add);
    }

    /** Logs the losses that are due; to be called now and then. */
    void log() {
        long now = ticker.nanos();
        losses.entrySet().removeIf(entry -> {
            Loss loss = entry.getValue();
            if (now - loss.nextLine < 0) {
                return false;
            }
            if (loss.events == 0) {
                return true;
            }
            LOG.warn(
                    "The topic \"{}\" was over ten times its max-length: up to {} events were trimmed that consumer groups"
                            + " had not read or acknowledged. These groups will not get them: {}. Destroy a group that is"
                            + " not used any more, or raise max-length",
                    entry.getKey(),
                    loss.events,
                    loss.groups.stream().map(group -> '"' + group + '"').collect(Collectors.joining(", ")));
            loss.events = 0;
            loss.groups.clear();
            loss.nextLine = now + PAUSE_NANOS;
            return false;
        });
    }
}
