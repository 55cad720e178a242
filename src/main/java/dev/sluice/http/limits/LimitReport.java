package dev.sluice.http.limits;

import dev.sluice.access.Quoted;
import dev.sluice.config.Setting;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.time.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators what limits have refused: each time in the metrics, once in a minute in the log. Thread-safe. */
final class LimitReport {
    private static final Logger LOG = LoggerFactory.getLogger(LimitReport.class);

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Issuers may name users as they like. */
    private static final int MAX_CHARACTERS = 128;

    private final Metrics metrics;
    private final Ticker ticker;
    /** The time of the last line of each limit. */
    private final Map<Setting, Long> loggedAt = new ConcurrentHashMap<>();

    LimitReport(Metrics metrics, Ticker ticker) {
        this.metrics = metrics;
        this.ticker = ticker;
    }

    /** Begins the metric of a limit, which is shown from now on. */
    void begin(Setting setting) {
        metrics.add(Metric.REQUESTS_LIMITED, label(setting), 0);
    }

    /** Reports that a client was refused. */
    void refused(Setting setting, int most, String client) {
        metrics.add(Metric.REQUESTS_LIMITED, label(setting), 1);
        long now = ticker.nanos();
        Long last = loggedAt.get(setting);
        boolean isDue = last == null
                ? loggedAt.putIfAbsent(setting, now) == null
                : now - last >= PAUSE_NANOS && loggedAt.replace(setting, last, now);
        if (isDue) { // with the client, whom nobody could block otherwise
            LOG.info(
                    "Refused a request of {}, which has reached {}={}; more in the next minute are counted, not logged",
                    Quoted.cut(client, MAX_CHARACTERS),
                    setting.environmentName(),
                    most);
        }
    }

    /** Returns the setting's name without what all limits have: {@code posts-per-user}. */
    private static String label(Setting setting) {
        return setting.fileName().replace("limit-", "");
    }
}
