package dev.sluice.delivery;

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

    @Override
    void countReturn() {
        // What has left for a browser is gone.
    }

    @Override
    String faultAfterReturns(long now) {
        return null;
    }

    @Override
    boolean isGone() {
        return false;
    }

    /** What could not be delivered is no loss of the network's, so it is not lost. */
    @Override
    void onFinished(String reason) {
        queue.poppedFinished(message, disposition(), reason);
    }
}
