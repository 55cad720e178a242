package dev.sluice.delivery.claim;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One message that was taken from its queue: how far it has come, and how often it was delivered. Has no payload. */
public final class Claim {
    /** How long a message must have come back to be buried: a closed tab is no fault of the message's. */
    private static final Duration LEAST_TIME_OF_RETURNS = Duration.ofMinutes(10);

    /** Hears once of each claim that it is not open any more. */
    public interface Listener {
        void ended(Claim claim);
    }

    private final QueuePolicy policy;
    private final DeliveryCount before;
    private final long claimedAt;
    /** What keeps the claims of its queue. */
    private final Listener source;
    /** The connection to which it is dealt; null before and after. */
    private Listener holder;

    private ClaimState state = ClaimState.CLAIMED;
    private String reason = "";
    /** How often it was delivered (mode client) or came back (mode sent). */
    private int times;
    /** The number in its event's id; 0 until it is written. */
    private long eventNumber;

    private long confirmBy;

    /**
     * @param policy of its queue
     * @param before how often it had come back by then
     * @param claimedAt the time, by the {@link Ticker}
     * @param source hears first
     */
    public Claim(QueuePolicy policy, DeliveryCount before, long claimedAt, Listener source) {
        this.policy = policy;
        this.before = before;
        this.claimedAt = claimedAt;
        this.source = source;
        this.times = before.times();
    }

    public ClaimState state() {
        return state;
    }

    public boolean isOpen() {
        return state.isOpen();
    }

    /** The only way from one state to another. @throws IllegalStateException if there is none between these two */
    public void move(ClaimState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("a claim that is " + state + " cannot become " + next);
        }
        boolean ends = state.isOpen() && !next.isOpen();
        state = next;
        if (ends) {
            source.ended(this);
            if (holder != null) {
                holder.ended(this);
                holder = null; // an ended claim may lie here for long, and shall keep no connection
            }
        }
    }

    /** It cannot be delivered. @param why the end of a sentence about the message */
    public void bury(String why) {
        reason = why;
        move(ClaimState.BURIED);
    }

    /** Why it is buried; else empty. */
    public String reason() {
        return reason;
    }

    /** It is dealt to a connection, which hears when it is not open any more. */
    public void dealTo(Listener connection) {
        holder = connection;
    }

    /**
     * Its write has begun.
     *
     * @param number in its event's id
     * @param now the time, by the {@link Ticker}
     */
    public void written(long number, long now) {
        eventNumber = number;
        if (policy.ack() == AckMode.CLIENT) {
            times++;
            confirmBy = now + policy.visibilityTimeout().toNanos();
            move(ClaimState.UNCONFIRMED);
        } else {
            move(ClaimState.WRITTEN);
        }
    }

    public boolean wasWritten() {
        return eventNumber != 0;
    }

    /** The number in its event's id; 0 if it was not written. */
    public long eventNumber() {
        return eventNumber;
    }

    public AckMode ack() {
        return policy.ack();
    }

    Duration visibilityTimeout() {
        return policy.visibilityTimeout();
    }

    /** Until when its browser may confirm it, by the {@link Ticker}. */
    long confirmBy() {
        return confirmBy;
    }

    /** It was not confirmed in time: it is offered again, unless that was done often enough. */
    public void expire() {
        if (times >= policy.maxDeliveries()) {
            bury("was delivered " + times + " times and never confirmed");
        } else {
            move(ClaimState.RETURNED);
        }
    }

    /** Returns it without counting its delivery: the browser has not got all of it, or has not looked at it. */
    public void recall() {
        times--;
        move(ClaimState.RETURNED);
    }

    /** A browser has closed before it was proven to have the message. */
    void countReturn() {
        times++;
    }

    /** Another message was found to be why browsers closed. */
    void forgetReturns() {
        times = 0;
    }

    /**
     * Why it is to be buried rather than returned once more, as the end of a sentence about it; null if it is not.
     *
     * @param now the time, by the {@link Ticker}
     */
    String faultAfterReturns(long now) {
        Duration since = Duration.ofMillis(sinceFirstMillis(now));
        return times < policy.maxReturns() || since.compareTo(LEAST_TIME_OF_RETURNS) < 0
                ? null
                : "came back " + times + " times because its browsers closed, first " + since.toMinutes()
                        + " minutes ago";
    }

    /** When it was claimed, by the {@link Ticker}. */
    public long claimedAt() {
        return claimedAt;
    }

    /**
     * How often it was delivered or came back, for the next connection that gets it.
     *
     * @param now the time, by the {@link Ticker}
     */
    public DeliveryCount count(long now) {
        return new DeliveryCount(times, sinceFirstMillis(now));
    }

    private long sinceFirstMillis(long now) {
        return before.firstMillisAgo() + TimeUnit.NANOSECONDS.toMillis(now - claimedAt);
    }
}
