package dev.sluice.store.queue;

import dev.sluice.store.StoreUnavailableException;
import java.util.Collection;
import java.util.List;

/** The store of queues and claims. Used by one thread at a time. */
public interface ClaimStore {
    /**
     * Carries out exchanges of different queues, each whole or not at all, in one round trip.
     *
     * @return a result for each, in their order
     * @throws StoreUnavailableException if there was no answer: each may have been carried out or not
     */
    List<ExchangeResult> exchange(List<Exchange> exchanges);

    /**
     * Pops from different queues, each whole or not at all, in one round trip.
     *
     * @return a result for each, in their order: done, refused or unanswered
     * @throws StoreUnavailableException if there was no answer: each may have been carried out or not, and popped
     *     messages are lost
     */
    List<ExchangeResult> pop(List<Pop> pops);

    /**
     * Looks for messages. The next push to each queue without messages will be signalled.
     *
     * @param queues may be empty: then this only proves that the store answers
     * @return the queues that may hold messages; the others hold none
     * @throws StoreUnavailableException if there was no answer
     */
    Collection<String> withMessages(Collection<String> queues);

    /** Returns true if pushes are signalled now; otherwise queues must be polled. */
    boolean signalsPushes();
}
