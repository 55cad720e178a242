package dev.sluice.redis;

import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands before a message in the list of dead letters: one line of JSON; after it come the message's own bytes.
 *
 * @param reason why it cannot be delivered
 * @param at when that was found
 */
record DeadLetterHead(String reason, Instant at) {
    private static final JsonMapper JSON = JsonMapper.shared();

    String toJsonLine() {
        return JSON.writeValueAsString(this) + "\n";
    }
}
