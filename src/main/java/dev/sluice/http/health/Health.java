package dev.sluice.http.health;

import java.util.List;

/**
 * The health of the process or of the delivery.
 *
 * @param status {@code live}, {@code ready} or {@code accepting}, or one of them after {@code not }
 * @param node the node's name
 * @param connections the number of open streams
 * @param accepting true if new browsers should be sent here rather than to another node
 * @param lastAnswerAgeMillis the time since Redis last answered on the connection that claims; null if never
 * @param reasons the reasons against, a sentence each; empty if it works
 * @param warnings the faults of single channels, a sentence each
 */
public record Health(
        String status,
        String node,
        int connections,
        boolean accepting,
        Long lastAnswerAgeMillis,
        List<String> reasons,
        List<String> warnings) {}
