package dev.sluice.delivery.queue;

import dev.sluice.delivery.node.Membership;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One exchange for each queue that is due, in one round trip, and the dealing of what it brings. */
final class ExchangeRound {
    private static final int MAX_ENLISTED = 1_000;

    private final ClaimStore store;
    private final QueueSettings settings;
    private final QueueAnswers answers;
    private final Membership membership;
    private final Ticker ticker;

    private final Set<ServedQueue> due = new LinkedHashSet<>();
    /** Those that would be due, but are not enlisted yet. */
    private final Set<ServedQueue> unlisted = new LinkedHashSet<>();

    private int held;
    private boolean claiming = true;

    ExchangeRound(
            ClaimStore store, QueueSettings settings, QueueAnswers answers, Membership membership, Ticker ticker) {
        this.store = store;
        this.settings = settings;
        this.answers = answers;
        this.membership = membership;
        this.ticker = ticker;
    }

    /** Puts a queue among those that are due, if it is. */
    void consider(ServedQueue queue) {
        if (queue.isDue(claiming)) {
            (membership.isEnlisted(queue.name()) ? due : unlisted).add(queue);
        }
    }

    void forget(ServedQueue queue) {
        due.remove(queue);
        unlisted.remove(queue);
    }

    boolean isDue() {
        return !due.isEmpty() || !unlisted.isEmpty();
    }

    void stopClaiming() {
        claiming = false;
    }

    /** How many messages are claimed and not settled. */
    int held() {
        return held;
    }

    /** The claims of all these queues, which are all there are, are not this node's any more. */
    void abandon(Collection<ServedQueue> queues) {
        queues.forEach(queue -> queue.ledger().abandon());
        due.clear();
        held = 0;
    }

    /**
     * Carries out a round.
     *
     * @return nothing where nothing was due, or where the lease has run out: then what is due stays so
     */
    RoundOutcome run() {
        enlist();
        if (!membership.isCurrent()) {
            return RoundOutcome.NOTHING;
        }
        List<ServedQueue> taking = new ArrayList<>();
        List<Exchange> exchanges = compose(taking);
        return exchanges.isEmpty() ? RoundOutcome.NOTHING : carryOut(taking, exchanges);
    }

    /** Notes some of the queues that are not enlisted yet, which are due from then on. */
    private void enlist() {
        if (unlisted.isEmpty()) {
            return;
        }
        List<ServedQueue> some = unlisted.stream().limit(MAX_ENLISTED).toList();
        if (membership.enlist(some.stream().map(ServedQueue::name).toList())) {
            some.forEach(unlisted::remove);
            due.addAll(some);
        }
    }

    /** An exchange for each queue that is due and gets its turn now; the queues are added to {@code taking}. */
    private List<Exchange> compose(List<ServedQueue> taking) {
        List<Exchange> exchanges = new ArrayList<>();
        int free = settings.maxUnsettled() - held;
        int messagesEach = Math.min(RoundBounds.MAX_MESSAGES, Math.max(1, free / RoundBounds.shares(due.size())));
        long bytesEach = RoundBounds.bytesEach(due.size(), settings);
        long most = RoundBounds.queues(settings);
        Iterator<ServedQueue> each = due.iterator();
        while (each.hasNext() && exchanges.size() < most) {
            ServedQueue queue = each.next();
            boolean news = queue.ledger().hasNews();
            if (free <= 0 && !news) {
                continue; // it stays due until some claims are settled
            }
            each.remove();
            int room = claimable(queue, Math.min(messagesEach, free));
            if (room > 0 || news) {
                free -= room;
                taking.add(queue);
                exchanges.add(queue.ledger()
                        .next(new ClaimLimits(room, bytesEach, settings.maxMessageBytes()), ticker.nanos()));
            }
        }
        return exchanges;
    }

    private int claimable(ServedQueue queue, int most) {
        return claiming && most > 0 && queue.mayHaveMessages()
                ? queue.roundRobin().room(most)
                : 0;
    }

    private RoundOutcome carryOut(List<ServedQueue> taking, List<Exchange> exchanges) {
        List<ExchangeResult> results;
        try {
            results = store.exchange(exchanges);
        } catch (RuntimeException e) {
            due.addAll(taking);
            throw e;
        }
        if (!membership.isCurrent()) {
            // It took too long. The same exchanges are sent again, and answered alike, once the lease is certain again.
            due.addAll(taking);
            return RoundOutcome.NOTHING;
        }
        List<QueueSubscriber> written = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ServedQueue queue = taking.get(i);
            int before = queue.ledger().held();
            apply(queue, results.get(i), written);
            held += queue.ledger().held() - before;
        }
        return new RoundOutcome(taking, written);
    }

    private void apply(ServedQueue queue, ExchangeResult result, List<QueueSubscriber> written) {
        ClaimLedger ledger = queue.ledger();
        if (result instanceof ExchangeResult.Done done) {
            answers.done(queue, done, ledger.done(done.claimed(), ticker.nanos()), written);
        } else if (result instanceof ExchangeResult.Refused refused) {
            ledger.refused();
            answers.refused(queue, refused.refusal());
        } else if (result instanceof ExchangeResult.Unanswered unanswered) {
            answers.refused(queue, Refusal.of(unanswered.reason()));
        } else if (result instanceof ExchangeResult.Late) {
            boolean old = ledger.isRepeated();
            ledger.notDone();
            if (!old) {
                answers.refused(
                        queue,
                        Refusal.of(
                                "its session could not begin in time: the lease was not renewed, or Redis' clocks differ too much"));
            }
        } else {
            ledger.lost(ticker.nanos());
            membership.doubtStore(queue.name());
        }
    }
}
