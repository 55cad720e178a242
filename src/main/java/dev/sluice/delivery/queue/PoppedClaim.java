package dev.sluice.delivery.queue;

import dev.sluice.store.queue.ClaimedMessage;

/** A message that is in no list any more: of a queue in mode none, once delivered or lost it is gone. */
final class PoppedClaim extends Claim {
    private final ServedQueue queue;
    private final ClaimedMessage message;

    PoppedClaim(ServedQueue queue, ClaimedMessage message) {
        this.queue = queue;
        this.message = message;
    }

    @Override
    boolean isGoneOnceWritten() {
        return true;
    }

    /** What could not be delivered is no loss of the network's, so it is not lost. */
    @Override
    void onFinished(String reason) {
        queue.poppedFinished(message, disposition(), reason);
    }
}
