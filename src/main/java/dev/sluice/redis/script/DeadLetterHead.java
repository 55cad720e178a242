package dev.sluice.redis.script;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The head of a message in the list of dead letters: one line of JSON, followed by the message's own bytes.
 *
 * @param reason why it cannot be delivered, as the end of a sentence about it
 * @param at when that was found; null if it is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeadLetterHead(String reason, Instant at) {
    private static final JsonMapper JSON = JsonMapper.shared();

    String toJsonLine() {
        return JSON.writeValueAsString(this) + "\n";
    }

    /** Returns the head; empty if the line is none. */
    public static Optional<DeadLetterHead> parse(byte[] line) {
        try {
            return Optional.of(JSON.readValue(new String(line, StandardCharsets.UTF_8), DeadLetterHead.class))
                    .filter(head -> head.reason() != null);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
