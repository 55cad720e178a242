package dev.sluice.http.limits;

import dev.sluice.config.Setting;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import java.util.function.IntSupplier;

/**
 * One limit: how much one client may have. Thread-safe.
 *
 * @param setting its setting
 * @param sentence what it says
 * @param most the most that a client may have
 * @param usage what clients have
 * @param retrySeconds gives the seconds after which a client that is refused may come back
 * @param report told of those that are refused
 */
record Limit(Setting setting, String sentence, int most, Usage usage, IntSupplier retrySeconds, LimitReport report) {
    /**
     * Counts one more of a client.
     *
     * @throws RefusedException if it has the most already
     */
    void take(String client) throws RefusedException {
        if (!usage.take(client, most)) {
            report.refused(setting, most, client);
            throw new RefusedException(Problem.tooManyRequests(sentence, retrySeconds.getAsInt()));
        }
    }

    /** Counts one less of a client. */
    void giveBack(String client) {
        usage.giveBack(client);
    }
}
