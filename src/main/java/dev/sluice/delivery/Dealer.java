package dev.sluice.delivery;

import dev.sluice.sse.Utf8;
import java.util.List;

/** Deals claimed messages to the browsers of their queue, and buries those that cannot be events. */
final class Dealer {
    /** The most messages in a row that one browser gets in a backlog: fewer and larger writes. */
    private static final int LONGEST_TURN = 8;

    /** A browser's turn grows by a message for so many that are dealt: few, or long ones, go to many browsers. */
    private static final int MESSAGES_PER_TURN = 64;

    private final long maxMessageBytes;
    private final Utf8 utf8 = new Utf8();

    Dealer(long maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Deals what one exchange has brought.
     *
     * @param claims those on the messages, in their order
     * @param backlog whether more is waiting; if not, browsers take turns message by message
     * @param written the subscribers that have something to write are added to it
     */
    void deal(
            ServedQueue queue,
            List<ClaimedMessage> messages,
            List<Claim> claims,
            boolean backlog,
            List<Subscriber> written) {
        int turn = backlog ? Math.max(1, Math.min(LONGEST_TURN, messages.size() / MESSAGES_PER_TURN)) : 1;
        Subscriber subscriber = null;
        int dealt = 0;
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            ClaimedMessage message = messages.get(i);
            String fault = faultOf(message);
            if (fault != null) {
                claim.finish(Disposition.BURY, fault);
                continue;
            }
            if (subscriber == null || dealt == turn || subscriber.room() == 0) {
                subscriber = queue.roundRobin().next();
                dealt = 0;
            }
            dealt++;
            if (subscriber == null) {
                claim.finish(Disposition.RETURN);
            } else if (subscriber.add(claim, message.payload())) {
                written.add(subscriber);
            }
        }
    }

    /** Why a message cannot be an event; null where it can. */
    private String faultOf(ClaimedMessage message) {
        if (message.isTooLong()) {
            return "has " + message.length() + " bytes, over the limit of " + maxMessageBytes;
        }
        int malformed = utf8.firstMalformed(message.payload());
        return malformed < 0 ? null : "is not UTF-8 at byte " + malformed;
    }
}
