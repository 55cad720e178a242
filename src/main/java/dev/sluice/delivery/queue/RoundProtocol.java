package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ExchangeResult;
import java.util.List;

/**
 * The protocol of a {@link Round}: its requests to the store, and the meaning of the answers.
 *
 * @param <Q> the kind of queues
 * @param <R> a request for one queue
 */
interface RoundProtocol<Q extends ServedQueue, R> {
    /** Returns true if requests for the queue may be sent. */
    boolean isAdmitted(Q queue);

    /** Admits requests for these queues. Returns false if that cannot be done now. */
    boolean admit(List<Q> queues);

    /** Returns true if requests may be sent and answers trusted now. */
    boolean isCurrent();

    /** Returns the number of messages that this node may still take. */
    int free();

    /** Makes the request for a queue. @param now the time */
    R request(Q queue, ClaimLimits limits, long now);

    /** Sends all requests in one round trip. */
    List<ExchangeResult> send(List<R> requests);

    /**
     * Called when none of the requests has an answer.
     *
     * @param mayBeDone true if some of them may have been carried out; false if none was
     */
    void failed(List<Q> queues, List<R> requests, boolean mayBeDone);

    /** Called when a request was carried out. Returns the claims on its messages. */
    List<Claim> done(Q queue, ExchangeResult.Done done, long now);

    /**
     * Called when no answer says that a request was carried out. Returns why the queue must wait; null if it need not.
     */
    Refusal notDone(Q queue, R request, ExchangeResult result, long now);
}
