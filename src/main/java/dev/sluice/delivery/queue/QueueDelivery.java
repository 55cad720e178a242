package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.claim.ProofLine;
import dev.sluice.delivery.node.Lease;
import dev.sluice.delivery.node.Membership;
import dev.sluice.delivery.node.Recovery;
import dev.sluice.store.EventId;
import dev.sluice.store.NodeRegistry;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.queue.ConfirmationListener;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Brings each message of a queue to one browser: claims what the browsers of this node can take now, hands it out in
 * turns, and settles it once its delivery is proven ({@link ProofLine}), or returns it. It claims under a {@link Lease},
 * and returns what nodes have left behind that let theirs lapse ({@link Recovery}).
 *
 * <p>Has no thread and no lock: one thread calls everything here, {@link #step} in a loop.
 */
public final class QueueDelivery implements ConfirmationListener {
    // A step: settle what is proven; renew the lease; put together one request for each queue that is due; one round
    // trip; hand out what came, and write to each browser once. A queue is due when it has something to settle or
    // return, or when it may hold messages and somebody has room. It may hold messages until a request has found it
    // empty; from then on the store signals the next push, so an idle queue costs nothing but its share of the safety
    // poll.

    private final Ticker ticker;
    private final QueueObserver observer;
    private final ConfirmationBox box;
    private final Membership membership;
    private final ActiveQueues queues;
    private final QueueSubscribers subscribers;
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
        this.ticker = ticker;
        this.observer = observer;
        this.box = box;
        this.membership = new Membership(registry, settings.nodeLease(), incarnations, ticker, observer);
        this.queues = new ActiveQueues(store, settings, membership, observer, ticker);
        this.subscribers = new QueueSubscribers(settings, ticker, observer, writes, queues::changed);
    }

    /** A connection takes from these queues, which are different ones, from now on. */
    public void subscribe(Outlet outlet, Collection<String> names) {
        if (!names.isEmpty()) {
            subscribers.subscribe(outlet, names.stream().map(queues::serve).toList());
        }
    }

    /** The last write to it has left, and it can take more. */
    public void drained(Outlet outlet) {
        subscribers.drained(outlet);
    }

    /** It is closed: what it has not been proven to have goes to others. */
    public void closed(Outlet outlet) {
        subscribers.closed(outlet);
    }

    @Override
    public boolean confirmed(EventId event) {
        return subscribers.confirmed(event);
    }

    @Override
    public void resumed(EventId last) {
        subscribers.resumed(last);
    }

    /** Something was written to this queue, which was found empty before. */
    public void changed(String name) {
        boxMayBeFull |= name.equals(box.name());
        queues.pushed(name);
    }

    /** Something may have been written to any queue. */
    public void changedAnywhere() {
        queues.pushedAnywhere(ticker.nanos());
        membership.doubtStore(); // another server may have the queues now, or the same one from an earlier time
    }

    /** From now on nothing more is claimed; {@link #step} goes on settling. */
    public void stopClaiming() {
        queues.stopClaiming();
    }

    /** Returns how many messages are claimed and not settled. */
    public int held() {
        return queues.held();
    }

    /** Returns true if nothing is claimed, and no exchange without an answer may have claimed anything. */
    public boolean isSettled() {
        return queues.isSettled();
    }

    /** Gives back all claims that are not settled; the next {@link #step} carries it out. */
    public void returnAll() {
        queues.returnAll();
    }

    /**
     * Ends the lease: what is still claimed is returned by others at once rather than after its time. Nothing may be
     * called after it.
     *
     * @throws StoreUnavailableException if the store did not answer; then the lease lapses in its time
     */
    public void leave() {
        membership.leave(isSettled());
    }

    /**
     * Does what can be done now, with few round trips to the store.
     *
     * @return how many nanoseconds from now the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException if the store did not answer; nothing is forgotten, the next step goes on
     */
    public long step() {
        subscribers.advance();
        if (!membership.keep()) {
            startAnew();
        }
        poll();
        emptyBox();
        membership.tidyUp(queues::session).forEach(this::changed);
        subscribers.act();
        boolean more = run(queues.pops()) | run(queues.exchanges()) | membership.isTidying();
        assert ClaimInvariants.hold(queues.all(), subscribers);
        return more ? 0 : untilNextStep();
    }

    /** The lease had lapsed, so all claims belong to a past in which others may have returned them. */
    private void startAnew() {
        observer.lapsed(membership.incarnation(), queues.held());
        queues.abandon();
        subscribers.abandon();
    }

    private void poll() {
        long now = ticker.nanos();
        if (queues.isPollDue(now)) {
            queues.poll(now);
            boxMayBeFull = true;
        }
    }

    private void emptyBox() {
        if (boxMayBeFull) {
            box.empty(this);
            boxMayBeFull = false;
        }
    }

    /** Carries out a round and writes what it has brought. Returns true if another round is due at once. */
    private <Q extends ServedQueue> boolean run(Round<Q, ?> round) {
        List<Q> done = round.run();
        subscribers.flush(membership::isCurrent);
        done.forEach(queues::changed);
        return !done.isEmpty() && round.isDue();
    }

    private long untilNextStep() {
        long now = ticker.nanos();
        return Math.min(Math.min(membership.dueIn(now), queues.dueIn(now)), subscribers.dueIn(now));
    }
}
