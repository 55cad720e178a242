package dev.sluice.delivery.queue;

import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.store.queue.Pop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One pop for each queue in mode none that is due, in one round trip, and the dealing of what it brings. */
final class PopRound {
    private final ClaimStore store;
    private final QueueSettings settings;
    private final QueueObserver observer;
    private final QueueAnswers answers;
    private final Set<ServedQueue> due = new LinkedHashSet<>();
    private boolean claiming = true;

    PopRound(ClaimStore store, QueueSettings settings, QueueObserver observer, QueueAnswers answers) {
        this.store = store;
        this.settings = settings;
        this.observer = observer;
        this.answers = answers;
    }

    /** Puts a queue among those that are due, if it is. */
    void consider(ServedQueue queue) {
        if (queue.isDue(claiming)) {
            due.add(queue);
        }
    }

    void forget(ServedQueue queue) {
        due.remove(queue);
    }

    boolean isDue() {
        return !due.isEmpty();
    }

    void stopClaiming() {
        claiming = false;
    }

    /** Carries out a round; nothing has happened where nothing is due. */
    RoundOutcome run() {
        List<ServedQueue> taking = new ArrayList<>();
        List<Pop> pops = compose(taking);
        return pops.isEmpty() ? RoundOutcome.NOTHING : carryOut(taking, pops);
    }

    private List<Pop> compose(List<ServedQueue> taking) {
        List<Pop> pops = new ArrayList<>();
        long bytesEach = RoundBounds.bytesEach(due.size(), settings);
        long most = RoundBounds.queues(settings);
        Iterator<ServedQueue> each = due.iterator();
        while (each.hasNext() && pops.size() < most) {
            ServedQueue queue = each.next();
            each.remove();
            int room = claiming && queue.mayHaveMessages() ? queue.roundRobin().room(RoundBounds.MAX_MESSAGES) : 0;
            if (room > 0 || queue.hasNews()) {
                taking.add(queue);
                ClaimLimits limits = new ClaimLimits(room, bytesEach, settings.maxMessageBytes());
                pops.add(new Pop(queue.name(), queue.takeStrays(), limits));
            }
        }
        return pops;
    }

    private RoundOutcome carryOut(List<ServedQueue> taking, List<Pop> pops) {
        List<ExchangeResult> results;
        try {
            results = store.pop(pops);
        } catch (RuntimeException e) {
            pops.forEach(this::drop);
            due.addAll(taking);
            throw e;
        }
        List<QueueSubscriber> written = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ServedQueue queue = taking.get(i);
            if (results.get(i) instanceof ExchangeResult.Done done) {
                List<PoppedClaim> claims = done.claimed().stream()
                        .map(message -> new PoppedClaim(queue, message))
                        .toList();
                if (!claims.isEmpty()) {
                    observer.claimed(queue.name(), claims.size());
                }
                answers.done(queue, done, claims, written);
            } else if (results.get(i) instanceof ExchangeResult.Refused refused) {
                queue.putStrays(pops.get(i).strays());
                answers.refused(queue, refused.refusal());
            } else if (results.get(i) instanceof ExchangeResult.Unanswered unanswered) {
                drop(pops.get(i));
                answers.refused(queue, Refusal.of(unanswered.reason()));
            }
        }
        return new RoundOutcome(taking, written);
    }

    /** Its strays are not sent again: what comes at most once must not come back twice. */
    private void drop(Pop pop) {
        if (!pop.strays().isEmpty()) {
            observer.dropped(pop.queue(), pop.strays().size());
        }
    }
}
