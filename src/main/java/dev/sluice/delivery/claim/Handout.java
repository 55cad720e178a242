package dev.sluice.delivery.claim;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.time.Ticker;
import java.util.List;

/** The claims on messages that left for one browser in one write, and how far their arrival is proven. */
public final class Handout {
    /** The connection that a handout went to, as its proof sees it. */
    public interface Recipient {
        Outlet outlet();

        boolean isClosed();

        /** This handout is proven to have arrived. */
        void proven(Handout handout);

        /** The connection was found to be gone. */
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

    /** Its last byte has left. */
    void begin(long now) {
        writesToCome = outlet().receiver().writesUntilLossShows();
        stepAt = now;
        endByte = outlet().receiver().writtenBytes();
    }

    /** How many bytes of the connection must be acknowledged; may include later ones. */
    long endByte() {
        return endByte;
    }

    /** A later write has left too. */
    void follow() {
        writesToCome--;
    }

    /** Returns true if all later writes that it takes have left. */
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
