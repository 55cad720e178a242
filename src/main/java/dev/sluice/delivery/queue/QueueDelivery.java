package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.node.Lease;
import dev.sluice.delivery.node.Membership;
import dev.sluice.delivery.node.Recovery;
import dev.sluice.store.EventId;
import dev.sluice.store.NodeRegistry;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.queue.ConfirmationListener;
import dev.sluice.store.queue.Disposition;
import dev.sluice.time.PollInterval;
import dev.sluice.time.RetryPace;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Brings each message of a queue to one browser: claims what the browsers of this node can take now, hands it out in
 * turns, and settles it once its delivery is proven ({@link ProofLine}), or returns it. It claims under a {@link Lease},
 * and returns what nodes have left behind that let theirs lapse ({@link Recovery}).
 *
 * <p>Has no thread and no lock: one thread calls everything here, {@link #step} in a loop.
 */
public final class QueueDelivery implements ConfirmationListener {
    // A step: settle what is proven; renew the lease; put together one exchange for each queue that is due; one round
    // trip; hand out what came, and write to each browser once. A queue is due when it has something to settle or
    // return, or when it may hold messages and somebody has room. It may hold messages until an exchange has found it
    // empty; from then on the store signals the next push, so an idle queue costs nothing but its share of the safety
    // poll.

    private final QueueSettings settings;
    private final Ticker ticker;
    private final QueueObserver observer;

    private final Map<String, ServedQueue> queues = new HashMap<>();
    private final Map<Outlet, QueueSubscriber> subscribers = new HashMap<>();
    /** Those connected, and those gone that may still confirm something; the latter bounded by the visibility timeout. */
    private final Map<String, QueueSubscriber> byToken = new HashMap<>();

    private final VisibilityLine visibility = new VisibilityLine();
    private final WithdrawnIds withdrawn = new WithdrawnIds();
    private final ProofLine proofs;
    private final SafetyPoll safetyPoll;
    private final RetryPace refusedPace;
    private final ConfirmationBox box;
    private final Membership membership;
    private final ExchangeRound round;
    private final PopRound pops;
    private final PendingWrites writes;
    private boolean boxMayBeFull;

    /**
     * @param store where queues and claims are kept
     * @param registry where nodes are known
     * @param box what other nodes have to say to this one
     * @param settings the delays and bounds
     * @param incarnations gives an id that no incarnation, of this or any other node, ever had
     * @param ticker the time
     * @param observer is told what happens
     * @param writes is told of writes
     */
    public QueueDelivery(
            ClaimStore store,
            NodeRegistry registry,
            ConfirmationBox box,
            QueueSettings settings,
            Supplier<String> incarnations,
            Ticker ticker,
            QueueObserver observer,
            PendingWrites writes) {
        this.writes = writes;
        this.settings = settings;
        this.ticker = ticker;
        this.observer = observer;
        this.box = box;
        this.proofs = new ProofLine(settings.settleDelay(), settings.stallTimeout(), observer, ticker.nanos());
        this.refusedPace = new RetryPace(settings.safetyPoll(), ticker.nanos());
        this.safetyPoll = new SafetyPoll(store, new PollInterval(settings.safetyPoll()), ticker.nanos());
        this.membership = new Membership(registry, settings.nodeLease(), incarnations, ticker, observer);
        QueueAnswers answers = new QueueAnswers(new Dealer(settings), observer);
        this.round = new ExchangeRound(store, settings, answers, membership, ticker);
        this.pops = new PopRound(store, settings, observer, answers);
    }

    /** A connection takes from these queues, which are different ones, from now on. */
    public void subscribe(Outlet outlet, Collection<String> names) {
        if (names.isEmpty()) {
            return;
        }
        List<ServedQueue> taken = new ArrayList<>(names.size());
        for (String name : names) {
            taken.add(queues.computeIfAbsent(name, this::serve));
            membership.served(name);
        }
        QueueSubscriber subscriber =
                new QueueSubscriber(outlet, taken, settings.maxUnsettledPerConnection(), visibility, withdrawn);
        subscribers.put(outlet, subscriber);
        byToken.put(outlet.receiver().token(), subscriber);
        for (ServedQueue queue : taken) {
            queue.subscribe(subscriber);
            consider(queue);
        }
    }

    private ServedQueue serve(String name) {
        observer.serving(name);
        return new ServedQueue(name, settings.policies().of(name), membership.sessions(), observer);
    }

    /** The last write to it has left, and it can take more. */
    public void drained(Outlet outlet) {
        QueueSubscriber subscriber = subscribers.get(outlet);
        if (subscriber != null) {
            Handout handout = subscriber.drained();
            if (handout != null) {
                proofs.add(handout, ticker.nanos());
            }
            wake(subscriber);
        }
    }

    /** It is closed: what it has not been proven to have goes to others. */
    public void closed(Outlet outlet) {
        QueueSubscriber subscriber = subscribers.get(outlet);
        if (subscriber != null) {
            remove(subscriber);
        }
    }

    @Override
    public boolean confirmed(EventId event) {
        QueueSubscriber subscriber = byToken.get(event.connection());
        Awaited awaited = subscriber == null ? null : subscriber.confirm(event.number());
        if (awaited == null) {
            return !withdrawn.contains(event);
        }
        decided(awaited);
        return awaited.claim().disposition() == Disposition.SETTLE
                && !awaited.claim().isGone();
    }

    @Override
    public void resumed(EventId last) {
        QueueSubscriber subscriber = byToken.get(last.connection());
        if (subscriber == null) {
            return;
        }
        subscriber.resumeAfter(last.number());
        if (!subscriber.isClosed()) {
            subscriber.receiver().close(); // the browser has left it behind, even if that was not seen here
        }
        remove(subscriber);
        subscriber.queues().forEach(this::consider);
        forgetIfOver(subscriber);
    }

    /** Something was written to this queue, which was found empty before. */
    public void changed(String name) {
        boxMayBeFull |= name.equals(box.name());
        ServedQueue queue = queues.get(name);
        if (queue != null) {
            suspect(queue);
        }
    }

    /** Something may have been written to any queue. */
    public void changedAnywhere() {
        queues.values().forEach(this::suspect);
        membership.doubtStore(); // another server may have the queues now, or the same one from an earlier time
        safetyPoll.hasten(ticker.nanos()); // which has the store listen again where it had stopped
    }

    /** From now on nothing more is claimed; {@link #step} goes on settling. */
    public void stopClaiming() {
        round.stopClaiming();
        pops.stopClaiming();
    }

    /** How many messages are claimed and not settled. */
    public int held() {
        return round.held();
    }

    /** Whether nothing is claimed, and no exchange without an answer may have claimed anything. */
    public boolean isSettled() {
        return queues.values().stream().allMatch(ServedQueue::isSettled);
    }

    /** Gives back all claims that are not settled; the next {@link #step} carries it out. */
    public void returnAll() {
        for (ServedQueue queue : queues.values()) {
            queue.ledger().returnAll();
            consider(queue);
        }
    }

    /**
     * Ends the lease: what is still claimed is returned by others at once rather than after its time. Nothing may be
     * called after it.
     *
     * @throws StoreUnavailableException where the store did not answer; then the lease lapses in its time
     */
    public void leave() {
        membership.leave(isSettled());
    }

    /**
     * Does what can be done now, with few round trips to the store.
     *
     * @return how many nanoseconds from now the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException where the store did not answer; nothing is forgotten, the next step goes on
     */
    public long step() {
        settleProven();
        offerAgain();
        if (!membership.keep()) {
            startAnew();
        }
        lookAround();
        emptyBox();
        membership.tidyUp(this::session).forEach(this::changed);
        boolean popped = handOut(pops.run());
        boolean exchanged = handOut(round.run());
        boolean more = membership.isTidying() || popped && pops.isDue() || exchanged && round.isDue();
        return more ? 0 : untilNextStep();
    }

    private void settleProven() {
        for (QueueSubscriber subscriber : proofs.pass(ticker.nanos(), this::remove)) {
            wake(subscriber);
        }
    }

    private void offerAgain() {
        for (Awaited awaited : visibility.takeExpired(ticker.nanos())) {
            awaited.subscriber().expire(awaited);
            decided(awaited);
        }
    }

    /** It was confirmed or is offered again: its queue has news, and its connection has room. */
    private void decided(Awaited awaited) {
        QueueSubscriber subscriber = awaited.subscriber();
        if (subscriber.isClosed()) {
            forgetIfOver(subscriber);
        } else {
            awaited.queue().roundRobin().add(subscriber);
        }
        consider(awaited.queue());
    }

    private void forgetIfOver(QueueSubscriber subscriber) {
        if (subscriber.isOver()) {
            byToken.remove(subscriber.receiver().token(), subscriber);
        }
    }

    /** The lease had lapsed, so all claims belong to a past in which others may have returned them. */
    private void startAnew() {
        observer.lapsed(membership.incarnation(), round.held());
        round.abandon(queues.values());
        subscribers.values().forEach(QueueSubscriber::abandon);
        for (ServedQueue queue : List.copyOf(queues.values())) {
            suspect(queue);
            forgetIfIdle(queue);
        }
    }

    /** That of this node on a queue; empty where there is none. */
    private String session(String name) {
        ServedQueue queue = queues.get(name);
        return queue == null ? "" : queue.ledger().session();
    }

    private void emptyBox() {
        if (boxMayBeFull) {
            box.empty(this);
            boxMayBeFull = false;
        }
    }

    private void lookAround() {
        long now = ticker.nanos();
        if (!safetyPoll.isDue(now)) {
            return;
        }
        boolean retry = refusedPace.take(now);
        List<String> waiting = new ArrayList<>();
        for (ServedQueue queue : queues.values()) {
            if (queue.refusal() != null) {
                if (retry) {
                    suspect(queue);
                }
            } else if (!queue.mayHaveMessages() && queue.roundRobin().room(1) > 0) {
                waiting.add(queue.name());
            }
        }
        safetyPoll.look(waiting, now).forEach(this::changed);
        boxMayBeFull = true;
    }

    /** Writes what a round has brought; false where it had nothing to do. */
    private boolean handOut(RoundOutcome outcome) {
        flush(outcome.written());
        for (ServedQueue queue : outcome.queues()) {
            consider(queue);
            forgetIfIdle(queue);
        }
        return !outcome.queues().isEmpty();
    }

    private void flush(List<QueueSubscriber> written) {
        for (QueueSubscriber subscriber : written) {
            long now = ticker.nanos();
            if (!membership.isCurrent()) {
                subscriber.discard();
                continue;
            }
            Handout handout = subscriber.flush(now);
            writes.began(subscriber.outlet());
            if (handout != null) {
                proofs.add(handout, now);
            }
            if (subscriber.isClosed()) {
                remove(subscriber);
            }
        }
    }

    private void remove(QueueSubscriber subscriber) {
        if (subscribers.remove(subscriber.outlet()) == null) {
            return;
        }
        subscriber.close(ticker.nanos());
        forgetIfOver(subscriber);
        for (ServedQueue queue : subscriber.queues()) {
            queue.unsubscribe(subscriber);
            consider(queue);
            forgetIfIdle(queue);
        }
    }

    private void wake(QueueSubscriber subscriber) {
        for (ServedQueue queue : subscriber.queues()) {
            queue.roundRobin().add(subscriber);
            consider(queue);
        }
    }

    private void consider(ServedQueue queue) {
        if (queue.isPopped()) {
            pops.consider(queue);
        } else {
            round.consider(queue);
        }
    }

    private void suspect(ServedQueue queue) {
        queue.setMayHaveMessages(true);
        consider(queue);
    }

    private void forgetIfIdle(ServedQueue queue) {
        if (queue.isIdle()) {
            queues.remove(queue.name(), queue);
            round.forget(queue);
            pops.forget(queue);
            membership.forgotten(queue.name());
            observer.forgotten(queue.name());
        }
    }

    private long untilNextStep() {
        long now = ticker.nanos();
        long due = Math.min(membership.dueIn(now), safetyPoll.dueIn(now));
        return Math.min(due, Math.min(proofs.dueIn(now), visibility.dueIn(now)));
    }
}
