package dev.sluice.http.streams;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An open stream.
 *
 * @param id the public id of its connection
 * @param user its user, if known
 * @param as the name that its page claims, if any; it proves nothing
 * @param since the time at which it was requested
 * @param needs its channels
 */
public record StreamInfo(String id, Optional<String> user, Optional<String> as, Instant since, List<Need> needs) {
    /** Returns true if the stream has this queue or topic. */
    public boolean has(String channel) {
        return needs.stream().anyMatch(need -> need.name().equals(channel));
    }

    /** Returns the names of its queues. */
    public List<String> queues() {
        return Need.names(needs, Right.TAKE);
    }

    /** Returns the names of its topics. */
    public List<String> topics() {
        return Need.names(needs, Right.READ);
    }

    StreamInfo with(List<Need> others) {
        return new StreamInfo(id, user, as, since, others);
    }
}
