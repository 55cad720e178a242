package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.MessageReaders;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.sse.MessageReader;
import dev.sluice.store.queue.ClaimedMessage;
import java.util.List;

/** A dealer of messages to the connections of their queue. It buries messages that cannot be events. */
final class Dealer {
    /** The most messages in a row that one browser gets in a backlog: fewer and larger writes. */
    private static final int MAX_TURN = 8;

    /** The messages dealt for which a turn grows by one: few, or long ones, go to many browsers. */
    private static final int MESSAGES_PER_TURN = 64;

    private final QueueSettings settings;
    private final MessageReaders readers = new MessageReaders();
    /** The bytes of the events of this round, which are in memory until all are written. */
    private long roundBytes;

    Dealer(QueueSettings settings) {
        this.settings = settings;
    }

    /** Begins a round. */
    void beginRound() {
        roundBytes = 0;
    }

    /**
     * Deals the messages that one request has brought.
     *
     * @param claims the claims on the messages, in their order; those beyond the bytes of a round return to their queue
     */
    void deal(ServedQueue queue, List<ClaimedMessage> messages, List<Claim> claims) {
        MessageReader reader = readers.of(queue.policy().format());
        // Without a backlog connections take turns message by message.
        int turn = queue.mayHaveMessages() ? Math.max(1, Math.min(MAX_TURN, messages.size() / MESSAGES_PER_TURN)) : 1;
        RoundRobin.Seat seat = null;
        int dealt = 0;
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            if (roundBytes > RoundBounds.eventBytes(settings)) {
                claim.move(ClaimState.RETURNED);
                continue;
            }
            EventContent content = read(reader, messages.get(i), claim);
            if (content == null) {
                continue;
            }
            if (seat == null || dealt == turn || seat.room() == 0) {
                seat = queue.roundRobin().next();
                dealt = 0;
            }
            dealt++;
            if (seat == null) {
                claim.move(ClaimState.RETURNED);
            } else {
                roundBytes += seat.add(claim, content);
            }
        }
    }

    /** Reads a message; returns null if it cannot be an event, and buries it. */
    private EventContent read(MessageReader reader, ClaimedMessage message, Claim claim) {
        try {
            if (message.isTooLong()) {
                throw MalformedMessageException.tooLong(message.length(), settings.maxMessageBytes());
            }
            return reader.read(message.payload());
        } catch (MalformedMessageException e) {
            claim.bury(e.getMessage());
            return null;
        }
    }
}
