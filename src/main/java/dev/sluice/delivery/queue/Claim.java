package dev.sluice.delivery.queue;

import dev.sluice.store.queue.Disposition;
import dev.sluice.time.Ticker;

/** What becomes of one message that was taken from its queue: decided once. */
abstract class Claim {
    private Disposition disposition;
    private Awaited awaited;
    private boolean handedOut;

    /**
     * Decides.
     *
     * @param reason why, where it is buried; else empty
     * @return false where it was decided before; then this counts for nothing
     */
    final boolean finish(Disposition decision, String reason) {
        if (disposition != null) {
            return false;
        }
        disposition = decision;
        onFinished(reason);
        return true;
    }

    final boolean finish(Disposition decision) {
        return finish(decision, "");
    }

    final boolean isFinished() {
        return disposition != null;
    }

    /** What was decided; null until then. */
    final Disposition disposition() {
        return disposition;
    }

    /** The confirmation that it needs in order to be settled; null where it needs none. */
    final Awaited awaited() {
        return awaited;
    }

    final void await(Awaited confirmation) {
        awaited = confirmation;
    }

    /** Whether a browser may have some of its bytes. */
    final boolean isHandedOut() {
        return handedOut;
    }

    final void setHandedOut() {
        handedOut = true;
    }

    /** Whether it is settled once it is written, and not only once it is proven to have arrived. */
    abstract boolean isGoneOnceWritten();

    /** A browser has closed before it was proven to have the message. */
    void countReturn() {}

    /** Another message was found to be why browsers closed. */
    void forgetReturns() {}

    /**
     * Why it is to be buried rather than returned once more, as the end of a sentence about it; null if it is not.
     *
     * @param now the time, by the {@link Ticker}
     */
    String faultAfterReturns(long now) {
        return null;
    }

    /** Whether it is no longer this node's to decide upon, so that a decision has no effect. */
    boolean isGone() {
        return false;
    }

    abstract void onFinished(String reason);
}
