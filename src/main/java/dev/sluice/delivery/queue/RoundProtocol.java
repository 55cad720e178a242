package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ExchangeResult;
import java.util.List;

/**
 * What a {@link Round} says to the store, and what the answers mean.
 *
 * @param <Q> the kind of queues
 * @param <R> a request for one queue
 */
interface RoundProtocol<Q extends ServedQueue, R> {
    /** Returns true if requests for the queue may be sent. */
    boolean isAdmitted(Q queue);

    /** Has requests for these queues admitted. Returns false if that cannot be done now. */
    boolean admit(List<Q> queues);

    /** Returns true if requests may be sent, and answers believed, at this moment. */
    boolean isCurrent();

    /** How many more messages this node may take. */
    int free();

    /** Makes the request for a queue. @param now the time */
    R request(Q queue, ClaimLimits limits, long now);

    /** Sends all requests in one round trip. */
    List<ExchangeResult> send(List<R> requests);

    /** None of the requests has an answer. */
    void failed(List<R> requests);

    /** It was carried out. Returns the claims on the messages that it brought. */
    List<Claim> done(Q queue, ExchangeResult.Done done, long now);

    /** It was not carried out, as far as is known. Returns why the queue has to wait; null if it need not. */
    Refusal notDone(Q queue, R request, ExchangeResult result, long now);
}
