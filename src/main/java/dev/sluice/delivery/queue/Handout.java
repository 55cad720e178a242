package dev.sluice.delivery.queue;

import dev.sluice.time.Ticker;
import java.util.List;

/** The claims on messages that left for one browser in one write, and how far their arrival is proven. */
final class Handout {
    private final QueueSubscriber subscriber;
    private final long firstId;
    private final List<Claim> claims;
    private int writesToCome;
    private long stepAt;
    private long endByte;

    /** @param firstId the number in the id of the first one's event; the others follow one by one */
    Handout(QueueSubscriber subscriber, long firstId, List<Claim> claims) {
        this.subscriber = subscriber;
        this.firstId = firstId;
        this.claims = claims;
    }

    QueueSubscriber subscriber() {
        return subscriber;
    }

    long firstId() {
        return firstId;
    }

    List<Claim> claims() {
        return claims;
    }

    /** Its last byte has left. */
    void begin(long now) {
        writesToCome = subscriber.receiver().writesUntilLossShows();
        stepAt = now;
        endByte = subscriber.receiver().writtenBytes();
    }

    /** How many bytes of the connection must be acknowledged; may include later ones. */
    long endByte() {
        return endByte;
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
