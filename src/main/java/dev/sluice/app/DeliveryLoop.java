package dev.sluice.app;

import dev.sluice.delivery.Delivery;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.threads.LoopThread;
import dev.sluice.time.Backoff;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that gives {@link Delivery} its turns: on its own thread, which survives every exception and logs what
 * follows, and on the doorbell's thread after a push. The thread with the lock has the turn.
 */
final class DeliveryLoop implements DeliveryMailbox.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

    /** The time in which a stopping node tries to return unsettled messages, and the pause between tries. */
    private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LAST_STEPS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The time for the last step and for telling Redis of the end: some time-outs in a row. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

    private final Delivery delivery;
    private final DeliveryMailbox mailbox;
    private final NodeHealth health;
    private final long settleNanos;
    private final Runnable onBroken;
    private final Ticker ticker;
    private final LoopThread thread = new LoopThread("sluice-delivery", this::takeTurnOrWait, this::finish);
    private final ReentrantLock turn = new ReentrantLock();

    // Guarded by the lock: the pauses after a failure of the store, and the end of the present one.
    private final Backoff pauses = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));
    private long pausedUntil;

    // Written by the thread with the turn or by the loop's own, read without the lock. By the ticker.
    /** The time of the next turn. */
    private volatile long nextTurnAt;
    /** The end of the thread's sleep, unless it is woken. */
    private volatile long parkedUntil;

    /** True if an error has left the delivery in an unknown state. */
    private volatile boolean broken;

    /**
     * @param settleTime the time for messages to be settled when the node stops
     * @param onBroken called when the delivery has ended in an {@link Error}; must not fail
     */
    DeliveryLoop(
            Delivery delivery,
            DeliveryMailbox mailbox,
            NodeHealth health,
            Duration settleTime,
            Ticker ticker,
            Runnable onBroken) {
        this.onBroken = onBroken;
        this.delivery = delivery;
        this.mailbox = mailbox;
        this.health = health;
        this.settleNanos = settleTime.toNanos();
        this.ticker = ticker;
        this.pausedUntil = ticker.nanos();
    }

    void start() {
        thread.start(Duration.ZERO);
        mailbox.setReader(this);
    }

    /** Stops claiming, waits until written messages are settled, returns the others, and ends the thread. */
    void stop() {
        thread.stop(Duration.ofNanos(settleNanos + RETURN_NANOS).plus(LAST_ANSWERS));
    }

    @Override
    public void wake() {
        thread.wake();
    }

    @Override
    public void read() {
        if (thread.isEnding() || !turn.tryLock()) {
            wake(); // the thread with the turn may be past the mailbox, so the loop's own looks again
            return;
        }
        try {
            takeTurn();
        } finally {
            turn.unlock();
        }
        // This turn may have brought the next one forward, while the thread still sleeps longer.
        if (nextTurnAt - parkedUntil < 0) {
            wake();
        }
    }

    /** For the loop's thread. Returns the wait for the next turn. */
    private long takeTurnOrWait() {
        turn.lock();
        try {
            takeTurn();
            parkedUntil = nextTurnAt;
        } finally {
            turn.unlock();
        }
        return mailbox.isEmpty() ? parkedUntil - ticker.nanos() : 0;
    }

    /** Needs the turn. */
    private void takeTurn() {
        if (broken) {
            return; // the other thread's turn has failed
        }
        try {
            mailbox.deliverTo(delivery);
            long now = ticker.nanos();
            if (pausedUntil - now > 0) {
                nextTurnAt = pausedUntil;
                return;
            }
            nextTurnAt = now + delivery.step();
            pauses.reset();
            health.stepSucceeded();
        } catch (StoreUnavailableException e) {
            pause(e.getMessage(), e);
        } catch (RuntimeException e) {
            LOG.error("A step of the delivery failed; the next one goes on where it stopped", e);
            pause("The delivery failed; see the log", e);
        } catch (Error e) {
            breakDown(e);
            throw e;
        }
    }

    /** Needs the turn. A node that delivers nothing must not take more browsers. */
    private void breakDown(Error error) {
        if (broken) {
            return;
        }
        broken = true;
        thread.end();
        health.broken();
        mailbox.end();
        try {
            LOG.error("Delivery failed and cannot continue; this node stops delivering: {}", error.toString(), error);
        } finally {
            onBroken.run();
        }
    }

    private void pause(String reason, RuntimeException cause) {
        LOG.debug("A step of the delivery failed", cause);
        health.stepFailed(reason);
        pausedUntil = ticker.nanos() + pauses.next();
        nextTurnAt = pausedUntil;
    }

    /** For the loop's thread, after its last turn. */
    private void finish() {
        turn.lock();
        try {
            if (!broken) {
                settle();
            }
        } catch (Error e) {
            breakDown(e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /** Settles or returns all messages, and tries again for a limited time if the store fails. */
    private void settle() {
        LOG.info("Stopping; {} messages are claimed and not settled", delivery.held());
        delivery.stopClaiming();
        long settleUntil = ticker.nanos() + settleNanos;
        long giveUpAt = settleUntil + RETURN_NANOS;
        while (!delivery.isSettled() && ticker.nanos() - giveUpAt < 0) {
            mailbox.deliverTo(delivery);
            if (ticker.nanos() - settleUntil >= 0) {
                delivery.returnAll();
            }
            long wait = LAST_STEPS_NANOS;
            try {
                wait = Math.min(wait, delivery.step());
            } catch (RuntimeException e) {
                LOG.warn("A final step of the delivery failed; trying again: {}", e.getMessage());
            }
            LockSupport.parkNanos(wait);
        }
        // Confirmations in the mailbox still count; later ones are answered as stale.
        mailbox.end();
        mailbox.deliverTo(delivery);
        leave();
    }

    private void leave() {
        boolean settled = delivery.isSettled();
        try {
            delivery.leave();
        } catch (RuntimeException e) {
            LOG.warn("Cannot end the lease in Redis, so other nodes wait until it lapses: {}", e.getMessage());
        }
        if (!settled) {
            LOG.warn(
                    "{} messages, and those of exchanges without an answer, could not be settled or returned; other nodes"
                            + " return them",
                    delivery.held());
        }
    }
}
