package dev.sluice.delivery;

import java.util.List;

/** The claims whose messages left for one browser in one write. */
final class Handout {
    private final Subscriber subscriber;
    private final List<Claim> claims;
    private long leftAt;

    Handout(Subscriber subscriber, List<Claim> claims) {
        this.subscriber = subscriber;
        this.claims = claims;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    List<Claim> claims() {
        return claims;
    }

    /** When its last byte left, by the {@link Ticker}. */
    long leftAt() {
        return leftAt;
    }

    void left(long now) {
        leftAt = now;
    }
}
