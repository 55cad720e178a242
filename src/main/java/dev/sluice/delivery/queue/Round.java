package dev.sluice.delivery.queue;

import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One request for each queue that is due, oldest first, all in one round trip, and the dealing of the messages that
 * come back.
 *
 * @param <Q> the kind of queues
 * @param <R> a request for one queue
 */
final class Round<Q extends ServedQueue, R> {
    /** The number of queues admitted in one round. */
    private static final int MAX_ADMITTED = 1_000;

    private final RoundProtocol<Q, R> protocol;
    private final QueueSettings settings;
    private final Dealer dealer;
    private final QueueObserver observer;
    private final Ticker ticker;
    private final Set<Q> due = new LinkedHashSet<>();
    /** The queues that are due but not admitted yet. */
    private final Set<Q> waiting = new LinkedHashSet<>();

    private boolean claiming = true;

    Round(RoundProtocol<Q, R> protocol, QueueSettings settings, QueueObserver observer, Ticker ticker) {
        this.protocol = protocol;
        this.settings = settings;
        this.dealer = new Dealer(settings);
        this.observer = observer;
        this.ticker = ticker;
    }

    /** Adds a queue if it is due. */
    void consider(Q queue) {
        if (queue.findDue(claiming)) {
            (protocol.isAdmitted(queue) ? due : waiting).add(queue);
        }
    }

    void forget(Q queue) {
        due.remove(queue);
        waiting.remove(queue);
    }

    boolean isDue() {
        return !due.isEmpty() || !waiting.isEmpty();
    }

    /** Stops claiming. */
    void stopClaiming() {
        claiming = false;
    }

    /** Clears the due queues, which were due because of claims that are lost now. */
    void abandon() {
        due.clear();
    }

    /**
     * Carries out a round.
     *
     * @return the queues that had a request; none if nothing is due, or nothing may be sent: then due queues stay due
     */
    List<Q> run() {
        admitSome();
        if (due.isEmpty() || !protocol.isCurrent()) {
            return List.of();
        }
        List<Q> taking = new ArrayList<>();
        List<R> requests = compose(taking);
        return requests.isEmpty() || !carryOut(taking, requests) ? List.of() : taking;
    }

    private void admitSome() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Q> some = waiting.stream().limit(MAX_ADMITTED).toList();
        if (protocol.admit(some)) {
            some.forEach(waiting::remove);
            due.addAll(some);
        }
    }

    /** Makes a request for each due queue that gets its turn now, and adds these queues to {@code taking}. */
    private List<R> compose(List<Q> taking) {
        List<R> requests = new ArrayList<>();
        int free = protocol.free();
        int messagesEach = Math.min(RoundBounds.MAX_MESSAGES, Math.max(1, free / RoundBounds.shares(due.size())));
        long bytesEach = RoundBounds.bytesEach(due.size(), settings);
        long most = RoundBounds.queues(settings);
        Iterator<Q> each = due.iterator();
        while (each.hasNext() && requests.size() < most) {
            Q queue = each.next();
            boolean news = queue.hasNews();
            if (free <= 0 && !news) {
                continue; // stays due until claims are settled
            }
            each.remove();
            int room = findRoom(queue, Math.min(messagesEach, free));
            if (room > 0 || news) {
                free -= room;
                taking.add(queue);
                ClaimLimits limits = new ClaimLimits(room, bytesEach, settings.maxMessageBytes());
                requests.add(protocol.request(queue, limits, ticker.nanos()));
            }
        }
        return requests;
    }

    private int findRoom(Q queue, int most) {
        return claiming && most > 0 && queue.mayHaveMessages()
                ? queue.roundRobin().findRoom(most)
                : 0;
    }

    private boolean carryOut(List<Q> taking, List<R> requests) {
        List<ExchangeResult> results;
        try {
            results = protocol.send(requests);
        } catch (RuntimeException e) {
            protocol.failed(
                    taking, requests, !(e instanceof StoreUnavailableException unavailable) || unavailable.mayBeDone());
            due.addAll(taking);
            throw e;
        }
        if (!protocol.isCurrent()) {
            // The request took too long. The same requests are sent once the lease is certain, and answered alike.
            due.addAll(taking);
            return false;
        }
        dealer.beginRound();
        for (int i = 0; i < results.size(); i++) {
            apply(taking.get(i), requests.get(i), results.get(i));
        }
        return true;
    }

    private void apply(Q queue, R request, ExchangeResult result) {
        if (result instanceof ExchangeResult.Done done) {
            recovered(queue);
            queue.setMayHaveMessages(done.waiting() > 0);
            done.deadLetters().ifPresent(count -> observer.deadLettersAdded(queue.name(), count));
            dealer.deal(queue, done.claimed(), protocol.done(queue, done, ticker.nanos()));
        } else {
            Refusal refusal = protocol.notDone(queue, request, result, ticker.nanos());
            if (refusal != null) {
                refused(queue, refusal);
            }
        }
    }

    private void recovered(Q queue) {
        if (queue.refusal() != null) {
            queue.setRefusal(null);
            observer.recovered(queue.name());
        }
    }

    /** Marks a queue that the store refused or did not answer for: it waits until the safety poll. */
    private void refused(Q queue, Refusal refusal) {
        if (!refusal.equals(queue.refusal())) {
            queue.setRefusal(refusal);
            observer.refused(queue.name(), refusal);
        }
        queue.setMayHaveMessages(false);
    }
}
