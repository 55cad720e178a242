package dev.sluice.delivery.queue;

import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ExchangeResult;
import java.util.List;

/** What the store's answer to an exchange or a pop means for its queue. */
final class QueueAnswers {
    private final Dealer dealer;
    private final QueueObserver observer;

    QueueAnswers(Dealer dealer, QueueObserver observer) {
        this.dealer = dealer;
        this.observer = observer;
    }

    /**
     * It was carried out.
     *
     * @param claims those on the messages that it brought
     * @param written the subscribers that have something to write are added to it
     */
    void done(
            ServedQueue queue, ExchangeResult.Done done, List<? extends Claim> claims, List<QueueSubscriber> written) {
        if (queue.refusal() != null) {
            queue.setRefusal(null);
            observer.recovered(queue.name());
        }
        queue.setMayHaveMessages(done.waiting() > 0);
        done.deadLetters().ifPresent(count -> observer.deadLettersAdded(queue.name(), count));
        dealer.deal(queue, done.claimed(), claims, queue.mayHaveMessages(), written);
    }

    /** The store would not, or did not answer: the queue is left alone until the safety poll. */
    void refused(ServedQueue queue, Refusal refusal) {
        if (!refusal.equals(queue.refusal())) {
            queue.setRefusal(refusal);
            observer.refused(queue.name(), refusal);
        }
        queue.setMayHaveMessages(false);
    }
}
