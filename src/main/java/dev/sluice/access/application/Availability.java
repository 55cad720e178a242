package dev.sluice.access.application;

import dev.sluice.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the application is away, and that it is back: one line each, and no new pair within a minute, however often
 * it changes. Thread-safe.
 */
final class Availability {
    private static final Logger LOG = LoggerFactory.getLogger(Availability.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private boolean toldEver;
    private long toldAt;
    /** Read without the lock by each answer. */
    private volatile boolean toldAway;

    Availability(Ticker ticker) {
        this.ticker = ticker;
    }

    /** @param reason a sentence */
    synchronized void failed(String reason) {
        long now = ticker.nanos();
        if (!toldAway && (!toldEver || now - toldAt >= PAUSE_NANOS)) {
            toldAway = true;
            toldEver = true;
            toldAt = now;
            LOG.warn("The application is unavailable; requests that need it are refused until it answers: {}", reason);
        }
    }

    void answered() {
        if (toldAway) {
            tellBack();
        }
    }

    private synchronized void tellBack() {
        if (toldAway) {
            toldAway = false;
            LOG.info("The application at SLUICE_AUTH_URL answers again");
        }
    }
}
