package dev.sluice.http;

import java.util.List;

/**
 * Whether something works.
 *
 * @param status {@code live}, {@code ready} or {@code accepting}, with {@code not } before it where it is not
 * @param node the node's name
 * @param connections how many streams are open
 * @param accepting whether new browsers should be sent here rather than to another node
 * @param lastAnswerAgeMillis how long ago Redis last answered on the connection that claims; null where it never has
 * @param reasons why it does not work, a sentence each; empty where it does
 * @param warnings what does not work although the whole does, a sentence each
 */
public record Health(
        String status,
        String node,
        int connections,
        boolean accepting,
        Long lastAnswerAgeMillis,
        List<String> reasons,
        List<String> warnings) {}
