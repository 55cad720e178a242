package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.claim.ProofLine;
import dev.sluice.delivery.node.Lease;
import dev.sluice.delivery.node.Membership;
import dev.sluice.delivery.node.Recovery;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.MessageId;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.queue.ConfirmationListener;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The delivery of each message of a queue to one browser: claims what this node's browsers can take now, hands it out
 * in turns, and settles it once its delivery is proven ({@link ProofLine}), or returns it. Claims are made under a
 * {@link Lease}; those of nodes whose lease has lapsed are returned ({@link Recovery}).
 *
 * <p>Not thread-safe: one thread calls everything here, {@link #step} in a loop.
 */
public final class QueueDelivery implements ConfirmationListener {
    // A step: settle what is proven; renew the lease; put together one request for each queue that is due; one round
    // trip; hand out the messages, and write to each browser once. A queue is due when it has something to settle or
    // return, or when it may hold messages and a browser has room. It may hold messages until a request has found it
    // empty; then the store signals the next push, so an idle queue costs nothing but its share of the safety
    // poll.

    private final Ticker ticker;
    private final QueueObserver observer;
    private final ConfirmationBox box;
    private final Membership membership;
    private final ActiveQueues queues;
    private final QueueSubscribers subscribers;
    private boolean boxMayBeFull;

    /**
     * @param store the queues and claims
     * @param leases the leases of nodes
     * @param box the confirmations from other nodes
     * @param settings the delays and bounds
     * @param incarnations gives ids that no incarnation of any node ever had
     * @param ticker the clock
     * @param observer hears what happens
     * @param writes keeps the pending writes
     */
    public QueueDelivery(
            ClaimStore store,
            LeaseStore leases,
            ConfirmationBox box,
            QueueSettings settings,
            Supplier<String> incarnations,
            Ticker ticker,
            QueueObserver observer,
            PendingWrites writes) {
        this.ticker = ticker;
        this.observer = observer;
        this.box = box;
        this.membership = new Membership(leases, settings.nodeLease(), incarnations, ticker, observer);
        this.queues = new ActiveQueues(store, settings, membership, observer, ticker);
        this.subscribers = new QueueSubscribers(settings, ticker, observer, writes, queues::update);
    }

    /** Subscribes a connection to these queues, which are all different. */
    public void subscribe(Outlet outlet, Collection<String> names) {
        if (!names.isEmpty()) {
            subscribers.subscribe(outlet, names.stream().map(queues::serve).toList());
        }
    }

    /** Removes a connection from these queues. */
    public void unsubscribe(Outlet outlet, Set<String> names) {
        subscribers.unsubscribe(outlet, names);
    }

    /** Takes all queues from a connection, which may be closed already, and returns what it has not confirmed. */
    public void revoke(String token) {
        subscribers.revoke(token);
    }

    /** Called when the last write to a connection has left, so that it can take more. */
    public void drained(Outlet outlet) {
        subscribers.drained(outlet);
    }

    /** Called when a connection is closed: messages not proven to have arrived go to others. */
    public void closed(Outlet outlet) {
        subscribers.closed(outlet);
    }

    @Override
    public boolean confirmed(MessageId event) {
        return subscribers.confirmed(event);
    }

    @Override
    public void resumed(MessageId last) {
        subscribers.resumed(last);
    }

    /** Called when the policies have changed. */
    public void policiesChanged() {
        queues.policiesChanged();
        subscribers.limitsChanged();
    }

    /** Called when something was written to a queue that was found empty before. */
    public void changed(String name) {
        boxMayBeFull |= name.equals(box.name());
        queues.changed(name);
    }

    /** Called when something may have been written to any queue. */
    public void changedAnywhere() {
        queues.changedAnywhere(ticker.nanos());
        membership.auditClaims(); // another server may have the queues now, or the same one an earlier state
    }

    /** Stops claiming; {@link #step} goes on settling. */
    public void stopClaiming() {
        queues.stopClaiming();
    }

    /** Returns the number of messages that are claimed and not settled. */
    public int held() {
        return queues.held();
    }

    /** Returns true if nothing is claimed, and no unanswered exchange may have claimed anything. */
    public boolean isSettled() {
        return queues.isSettled();
    }

    /** Returns all claims that are not settled; the next {@link #step} carries it out. */
    public void returnAll() {
        queues.returnAll();
    }

    /**
     * Ends the lease, so that other nodes return its claims at once. Nothing may be called afterwards.
     *
     * @throws StoreUnavailableException if the store did not answer; then the lease lapses when its time is over
     */
    public void leave() {
        queues.leave();
        membership.leave(isSettled());
    }

    /**
     * Does what can be done now, with few round trips to the store.
     *
     * @return nanoseconds until the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException if the store did not answer; nothing is lost, the next step goes on
     */
    public long step() {
        subscribers.advance();
        if (!membership.keep()) {
            startAnew();
        }
        poll();
        emptyBox();
        membership.tidyUp(queues::session).forEach(this::changed);
        subscribers.updateTouched();
        boolean more = run(queues.pops()) | run(queues.exchanges()) | membership.isTidying();
        assert ClaimInvariants.hold(queues.all(), subscribers);
        return more ? 0 : untilNextStep();
    }

    /** Drops all claims: the lease had lapsed, and others may have returned them. */
    private void startAnew() {
        observer.leaseLapsed(membership.incarnation(), queues.held());
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

    /** Carries out a round and writes the messages that it brought. Returns true if another round is due at once. */
    private <Q extends ServedQueue> boolean run(Round<Q, ?> round) {
        List<Q> done = round.run();
        subscribers.flush(membership::isCurrent);
        done.forEach(queues::update);
        return !done.isEmpty() && round.isDue();
    }

    private long untilNextStep() {
        long now = ticker.nanos();
        return Math.min(Math.min(membership.dueIn(now), queues.dueIn(now)), subscribers.dueIn(now));
    }
}
