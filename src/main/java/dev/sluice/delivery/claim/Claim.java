package dev.sluice.delivery.claim;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A message taken from its queue, without its payload: its state, and how often it was delivered. */
public final class Claim {
    /** The time from first delivery before returns can bury a message: a closed tab is not the message's fault. */
    private static final Duration LEAST_TIME_OF_RETURNS = Duration.ofMinutes(10);

    /** A listener that hears once of each claim that is no longer open. */
    public interface Listener {
        void ended(Claim claim);
    }

    private final QueuePolicy policy;
    private final long bytes;
    private final DeliveryCount before;
    private final long claimedAt;
    /** The ledger of its queue. */
    private final Listener source;
    /** The connection to which the claim is dealt; null before and after. */
    private Listener holder;

    private ClaimState state = ClaimState.CLAIMED;
    private String reason = "";
    /** The number of deliveries (mode client) or of returns (mode sent). */
    private int times;
    /** The number in its event's id; 0 until the event is written. */
    private long eventNumber;

    private long confirmBy;

    /**
     * @param policy of its queue
     * @param bytes the length of the message
     * @param before the count of earlier deliveries or returns
     * @param claimedAt the time, by the {@link Ticker}
     * @param source hears first
     */
    public Claim(QueuePolicy policy, long bytes, DeliveryCount before, long claimedAt, Listener source) {
        this.policy = policy;
        this.bytes = bytes;
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

    /** Moves to another state; no other method does. @throws IllegalStateException if this move is not allowed */
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
                holder = null; // an ended claim may be kept for long, but not its connection
            }
        }
    }

    /** Buries a message that cannot be delivered. @param why the end of a sentence about the message */
    public void bury(String why) {
        reason = why;
        move(ClaimState.BURIED);
    }

    /** Returns the reason of the burial; empty if there is none. */
    public String reason() {
        return reason;
    }

    /** Deals the claim to a connection, which hears when it is no longer open. */
    public void dealTo(Listener connection) {
        holder = connection;
    }

    /**
     * Called when the message's write has begun.
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

    /** Returns the number in its event's id; 0 if the event was not written. */
    public long eventNumber() {
        return eventNumber;
    }

    public AckMode ack() {
        return policy.ack();
    }

    Duration visibilityTimeout() {
        return policy.visibilityTimeout();
    }

    /** Returns the time until which the browser may confirm the message, by the {@link Ticker}. */
    long confirmBy() {
        return confirmBy;
    }

    /** Ends a claim not confirmed in time: its message is offered again, or buried if it reached the maximum. */
    public void expire() {
        if (times >= policy.maxDeliveries()) {
            bury("was delivered " + times + " times and never confirmed");
        } else {
            move(ClaimState.RETURNED);
        }
    }

    /** Returns the message without counting its delivery: the browser did not get all of it, or did not process it. */
    public void recall() {
        times--;
        move(ClaimState.RETURNED);
    }

    /** Counts a browser that closed before it was proven to have the message. */
    void countReturn() {
        times++;
    }

    /** Resets the count, since another message was found to be why browsers closed. */
    void forgetReturns() {
        times = 0;
    }

    /**
     * Returns why the message is to be buried rather than returned, as the end of a sentence about it; null if it is
     * not.
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

    /** Returns the length of the message. */
    public long bytes() {
        return bytes;
    }

    /** Returns the time of the claim, by the {@link Ticker}. */
    public long claimedAt() {
        return claimedAt;
    }

    /**
     * Returns the count of deliveries or returns, for the next connection that gets the message.
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
