package dev.sluice.delivery.queue;

import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A message in the processing list: no payload, just its place there. */
final class HeldClaim extends Claim {
    /** How long a message must have come back to be buried: a closed tab is no fault of the message's. */
    private static final Duration LEAST_TIME_OF_RETURNS = Duration.ofMinutes(10);

    private final ClaimLedger ledger;
    private final long claimedAt;
    private final DeliveryCount before;
    private int returns;
    private String reason = "";
    private boolean gone;

    /**
     * @param claimedAt the time, by the {@link Ticker}
     * @param before how often it had come back by then
     */
    HeldClaim(ClaimLedger ledger, long claimedAt, DeliveryCount before) {
        this.ledger = ledger;
        this.claimedAt = claimedAt;
        this.before = before;
        this.returns = before.times();
    }

    long claimedAt() {
        return claimedAt;
    }

    @Override
    boolean isGoneOnceWritten() {
        return false;
    }

    @Override
    void onFinished(String why) {
        if (!gone) {
            reason = why;
            ledger.onFinished(this);
        }
    }

    String reason() {
        return reason;
    }

    @Override
    void countReturn() {
        returns++;
    }

    @Override
    void forgetReturns() {
        returns = 0;
    }

    @Override
    String faultAfterReturns(long now) {
        Duration since = Duration.ofMillis(sinceFirstMillis(now));
        return returns < ledger.maxReturns() || since.compareTo(LEAST_TIME_OF_RETURNS) < 0
                ? null
                : "came back " + returns + " times because its browsers closed, first " + since.toMinutes()
                        + " minutes ago";
    }

    /**
     * How often it has come back, for the next one that gets it.
     *
     * @param now the time, by the {@link Ticker}
     */
    DeliveryCount count(long now) {
        return new DeliveryCount(awaited() == null ? returns : awaited().deliveries(), sinceFirstMillis(now));
    }

    private long sinceFirstMillis(long now) {
        return before.firstMillisAgo() + TimeUnit.NANOSECONDS.toMillis(now - claimedAt);
    }

    @Override
    boolean isGone() {
        return gone;
    }

    /** It is not in the processing list any more. */
    void setGone() {
        gone = true;
    }
}
