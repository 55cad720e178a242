package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.store.queue.Pop;
import java.util.List;

/** The protocol of pops: messages are taken for good, and earlier ones that were not delivered are put back once. */
final class PopProtocol implements RoundProtocol<PoppedQueue, Pop> {
    private final ClaimStore store;

    PopProtocol(ClaimStore store) {
        this.store = store;
    }

    @Override
    public boolean isAdmitted(PoppedQueue queue) {
        return true;
    }

    @Override
    public boolean admit(List<PoppedQueue> queues) {
        return true;
    }

    /** Returns true: no other node returns what was popped. */
    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public int free() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Pop request(PoppedQueue queue, ClaimLimits limits, long now) {
        return new Pop(queue.name(), queue.takeStrays(), limits);
    }

    @Override
    public List<ExchangeResult> send(List<Pop> requests) {
        return store.pop(requests);
    }

    @Override
    public void failed(List<PoppedQueue> queues, List<Pop> requests, boolean mayBeDone) {
        for (int i = 0; i < queues.size(); i++) {
            failed(queues.get(i), requests.get(i), mayBeDone);
        }
    }

    private void failed(PoppedQueue queue, Pop request, boolean mayBeDone) {
        if (mayBeDone) {
            queue.drop(request.strays()); // sent again, a message of this mode could be delivered twice
        } else {
            queue.putStrays(request.strays());
        }
    }

    @Override
    public List<Claim> done(PoppedQueue queue, ExchangeResult.Done done, long now) {
        return queue.claims(done.claimed(), now);
    }

    @Override
    public Refusal notDone(PoppedQueue queue, Pop request, ExchangeResult result, long now) {
        if (result instanceof ExchangeResult.Refused refused) {
            failed(queue, request, false);
            return refused.refusal();
        }
        if (result instanceof ExchangeResult.Unanswered unanswered) {
            failed(queue, request, unanswered.mayBeDone());
            return Refusal.of(unanswered.reason());
        }
        failed(queue, request, true);
        return Refusal.of("Redis has answered something that does not belong to a pop");
    }
}
