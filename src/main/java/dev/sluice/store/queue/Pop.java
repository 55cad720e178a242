package dev.sluice.store.queue;

import java.util.List;

/**
 * An atomic step on a queue in mode none, which the {@link ClaimStore} carries out whole or not at all: strays are
 * returned or buried, and messages are taken for good. A message over {@link ClaimLimits#messageBytes} goes to the dead
 * letters instead.
 *
 * @param queue the queue
 * @param strays messages popped before and not delivered, oldest first
 * @param limits the limits of what may be popped
 */
public record Pop(String queue, List<Stray> strays, ClaimLimits limits) {}
