package dev.sluice.app;

import dev.sluice.time.PacedReports;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warnings of events that were trimmed before consumer groups had read them: for each topic at once, and then every
 * ten minutes for all since. One thread at a time.
 */
final class UnreadLosses {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadLosses.class);

    private record Loss(long events, Set<String> groups) {
        private Loss and(Loss later) {
            Set<String> all = new TreeSet<>(groups);
            all.addAll(later.groups);
            return new Loss(events + later.events, all);
        }
    }

    private final PacedReports<String, Loss> losses;

    UnreadLosses(Ticker ticker) {
        losses = new PacedReports<>(Duration.ofMinutes(10), Loss::and, ticker);
    }

    /** Notes that a topic lost events that these groups had still to read. */
    void add(String topic, long events, Collection<String> groups) {
        losses.add(topic, new Loss(events, new TreeSet<>(groups)));
    }

    /** Logs the losses that are due; to be called now and then. */
    void log() {
        losses.report((topic, loss) -> LOG.warn(
                "The topic \"{}\" was over ten times its max-length: up to {} events were trimmed that consumer groups"
                        + " had not read or acknowledged. These groups will not get them: {}. Destroy a group that is"
                        + " not used any more, or raise max-length",
                topic,
                loss.events,
                loss.groups.stream().map(group -> '"' + group + '"').collect(Collectors.joining(", "))));
    }
}
