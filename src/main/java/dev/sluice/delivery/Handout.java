package dev.sluice.delivery;

import java.util.List;

/** The claims on messages that left for one browser in one write, and how far their arrival is proven. */
final class Handout {
    private final Subscriber subscriber;
    private final List<Claim> claims;
    private int writesToCome;
    private long stepAt;

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

    /** Its last byte has left. */
    void begin(long now) {
        writesToCome = subscriber.receiver().writesUntilLossShows();
        stepAt = now;
    }

    /** A later write has left too. */
    void follow() {
        writesToCome--;
    }

    /** Whether all later writes that it takes have left. */
    boolean isFollowed() {
        return writesToCome == 0;
    }

    /** When the last step towards the proof was taken, by the {@link Ticker}. */
    long stepAt() {
        return stepAt;
    }

    void step(long now) {
        stepAt = now;
    }
}
