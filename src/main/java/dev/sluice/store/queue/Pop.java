package dev.sluice.store.queue;

import java.util.List;

/**
 * What is done in one go on a queue in mode none, which the {@link ClaimStore} carries out whole or not at all: strays
 * are put where they belong, and messages are taken for good. A message over {@link ClaimLimits#messageBytes} goes to
 * the dead letters instead.
 *
 * @param queue the queue
 * @param strays what was popped before and could not be delivered, oldest first
 * @param limits how much may be popped
 */
public record Pop(String queue, List<Stray> strays, ClaimLimits limits) {}
