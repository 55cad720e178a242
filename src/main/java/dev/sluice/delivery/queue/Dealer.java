package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.MessageReaders;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.sse.MessageReader;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.Disposition;
import java.util.List;

/** Deals claimed messages to the browsers of their queue, and buries those that cannot be events. */
final class Dealer {
    /** The most messages in a row that one browser gets in a backlog: fewer and larger writes. */
    private static final int LONGEST_TURN = 8;

    /** A browser's turn grows by a message for so many that are dealt: few, or long ones, go to many browsers. */
    private static final int MESSAGES_PER_TURN = 64;

    private final QueueSettings settings;
    private final MessageReaders readers = new MessageReaders();

    Dealer(QueueSettings settings) {
        this.settings = settings;
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
            List<? extends Claim> claims,
            boolean backlog,
            List<QueueSubscriber> written) {
        MessageReader reader = readers.of(queue.policy().format());
        int turn = backlog ? Math.max(1, Math.min(LONGEST_TURN, messages.size() / MESSAGES_PER_TURN)) : 1;
        QueueSubscriber subscriber = null;
        int dealt = 0;
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            EventContent content = read(reader, messages.get(i), claim);
            if (content == null) {
                continue;
            }
            if (subscriber == null || dealt == turn || subscriber.room(queue) == 0) {
                subscriber = queue.roundRobin().next();
                dealt = 0;
            }
            dealt++;
            if (subscriber == null) {
                claim.finish(Disposition.RETURN);
            } else if (subscriber.add(
                    queue, claim, content, messages.get(i).before().times())) {
                written.add(subscriber);
            }
        }
    }

    /** What a message says; null where it cannot be an event, and is buried. */
    private EventContent read(MessageReader reader, ClaimedMessage message, Claim claim) {
        try {
            if (message.isTooLong()) {
                throw MalformedMessageException.tooLong(message.length(), settings.maxMessageBytes());
            }
            return reader.read(message.payload());
        } catch (MalformedMessageException e) {
            claim.finish(Disposition.BURY, e.getMessage());
            return null;
        }
    }
}
