package dev.sluice.http;

import java.util.List;

/**
 * Whether something works.
 *
 * @param status {@code live} or {@code ready}, with {@code not } before it where it is not
 * @param node the node's name
 * @param connections how many streams are open
 * @param accepting whether new browsers should be sent here rather than to another node
 * @param reasons why it does not work, a sentence each; empty where it does
 */
public record Health(String status, String node, int connections, boolean accepting, List<String> reasons) {}
