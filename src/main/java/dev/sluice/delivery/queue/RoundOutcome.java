package dev.sluice.delivery.queue;

import java.util.List;

/**
 * What a round of exchanges has done.
 *
 * @param queues those that had one
 * @param written the subscribers that have something to write
 */
record RoundOutcome(List<ServedQueue> queues, List<QueueSubscriber> written) {
    static final RoundOutcome NOTHING = new RoundOutcome(List.of(), List.of());
}
