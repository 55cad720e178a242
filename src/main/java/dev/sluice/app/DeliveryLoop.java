package dev.sluice.app;

import dev.sluice.delivery.QueueDelivery;
import dev.sluice.delivery.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that delivers. It survives every error, and says of each what follows from it. */
final class DeliveryLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final QueueDelivery delivery;
    private final DeliveryMailbox mailbox;
    private final Readiness readiness;
    private final long settleNanos;
    private final Thread thread = new Thread(this, "sluice-delivery");

    private volatile boolean stopping;

    /** By the delivering thread only. */
    private long pauseNanos;

    /** @param settleTime how long messages may take to be settled when the node stops */
    DeliveryLoop(QueueDelivery delivery, DeliveryMailbox mailbox, Readiness readiness, Duration settleTime) {
        this.delivery = delivery;
        this.mailbox = mailbox;
        this.readiness = readiness;
        this.settleNanos = settleTime.toNanos();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Claims no more, waits until what was written is settled, gives the rest back, and ends the thread. */
    void stop() {
        stopping = true;
        mailbox.post(QueueDelivery::stopClaiming);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                mailbox.deliverTo(delivery, step());
            }
            finish();
        } catch (InterruptedException e) {
            LOG.warn("Delivery was interrupted; what is claimed stays claimed");
        }
    }

    /** Returns how many nanoseconds to wait for news. */
    private long step() throws InterruptedException {
        try {
            long wait = delivery.step();
            pauseNanos = 0;
            readiness.storeAnswered();
            return wait;
        } catch (StoreUnavailableException e) {
            readiness.storeFailed(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A step of the delivery failed; the next one goes on where it stopped", e);
            readiness.storeFailed("The delivery failed: " + e);
        }
        pause();
        return 0;
    }

    /** Hears the news meanwhile, but does nothing about it. */
    private void pause() throws InterruptedException {
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, pauseNanos * 2));
        long until = System.nanoTime() + pauseNanos;
        for (long left = pauseNanos; left > 0 && !stopping; left = until - System.nanoTime()) {
            mailbox.deliverTo(delivery, left);
        }
    }

    private void finish() throws InterruptedException {
        mailbox.deliverTo(delivery, 0);
        long until = System.nanoTime() + settleNanos;
        try {
            while (delivery.held() > 0 && System.nanoTime() - until < 0) {
                long wait = delivery.step();
                mailbox.deliverTo(delivery, Math.min(wait, Math.max(0, until - System.nanoTime())));
            }
            while (delivery.held() > 0) {
                delivery.returnAll();
                delivery.step();
            }
        } catch (StoreUnavailableException e) {
            LOG.warn(
                    "{} claimed messages could not be settled or returned, and stay in the processing lists: {}",
                    delivery.held(),
                    e.getMessage());
        }
    }
}
