package dev.sluice.delivery.claim;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.time.Ticker;
import java.util.List;

/** The claims on messages that left for one browser in one write, and the progress of their proof of arrival. */
public final class Handout {
    /** The connection that a handout went to. */
    public interface Recipient {
        Outlet outlet();

        boolean isClosed();

        /** Called when a handout is proven to have arrived. */
        void proven(Handout handout);

        /** Called when the connection was found to be gone. */
        void gone();
    }

    private final Recipient recipient;
    private final List<Claim> claims;
    private int writesToCome;
    private long stepAt;
    private long endByte;

    public Handout(Recipient recipient, List<Claim> claims) {
        this.recipient = recipient;
        this.claims = claims;
    }

    Recipient recipient() {
        return recipient;
    }

    Outlet outlet() {
        return recipient.outlet();
    }

    public List<Claim> claims() {
        return claims;
    }

    /** Called when the last byte of the handout has left. */
    void begin(long now) {
        writesToCome = outlet().receiver().writesUntilLossShows();
        stepAt = now;
        endByte = outlet().receiver().writtenBytes();
    }

    /** Returns the number of the connection's bytes that must be acknowledged; may include later ones. */
    long endByte() {
        return endByte;
    }

    /** Counts a later write that has left. */
    void follow() {
        writesToCome--;
    }

    /** Returns true if all later writes that the proof needs have left. */
    boolean isFollowed() {
        return writesToCome == 0;
    }

    /** Returns the time of the last step of the proof, by the {@link Ticker}. */
    long stepAt() {
        return stepAt;
    }

    void step(long now) {
        stepAt = now;
    }
}
