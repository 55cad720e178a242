package dev.sluice.store.queue;

import dev.sluice.store.StoreUnavailableException;
import java.util.Collection;
import java.util.List;

/** Where queues and claims are kept. Used by one thread at a time. */
public interface ClaimStore {
    /**
     * Carries out exchanges of different queues, each whole or not at all, in one round trip.
     *
     * @return a result for each, in their order
     * @throws StoreUnavailableException where there was no answer: each of them may have been carried out or not
     */
    List<ExchangeResult> exchange(List<Exchange> exchanges);

    /**
     * Pops from different queues, each whole or not at all, in one round trip.
     *
     * @return a result for each, in their order: done, refused or unanswered
     * @throws StoreUnavailableException where there was no answer: each of them may have been carried out or not, and
     *     what was popped is lost
     */
    List<ExchangeResult> pop(List<Pop> pops);

    /**
     * Looks for messages, and has the next push to each of these queues signalled where it finds none.
     *
     * @param queues may be empty: then this only proves that the store answers
     * @return those that may hold messages; the others hold none
     * @throws StoreUnavailableException where there was no answer
     */
    Collection<String> withMessages(Collection<String> queues);

    /** Whether pushes are signalled now; where not, somebody has to look. */
    boolean signalsPushes();
}
