package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.Handout;
import dev.sluice.delivery.claim.ProofLine;
import dev.sluice.delivery.claim.Unconfirmed;
import dev.sluice.delivery.claim.VisibilityLine;
import dev.sluice.delivery.claim.WithdrawnIds;
import dev.sluice.store.MessageId;
import dev.sluice.store.queue.ConfirmationListener;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The connections that take from queues, the writes to them, and the proof of what has arrived. */
final class QueueSubscribers implements QueueSubscriber.Listener, ConfirmationListener {
    private final QueueSettings settings;
    private final Ticker ticker;
    private final PendingWrites writes;
    private final Consumer<ServedQueue> changed;

    private final Map<Outlet, QueueSubscriber> connected = new HashMap<>();
    /** The connected ones, and closed ones that may still confirm something, bounded by the visibility timeout. */
    private final Map<String, QueueSubscriber> byToken = new HashMap<>();

    private final VisibilityLine visibility = new VisibilityLine();
    private final WithdrawnIds withdrawn = new WithdrawnIds();
    private final ProofLine proofs;
    /** The connections with messages dealt and not written yet. */
    private final ArrayDeque<QueueSubscriber> toWrite = new ArrayDeque<>();
    /** The connections that {@link #updateTouched} must handle. */
    private final List<QueueSubscriber> touched = new ArrayList<>();

    /**
     * @param observer hears of stalled connections
     * @param writes keeps the pending writes
     * @param changed hears of each queue that may have news or room, or be idle
     */
    QueueSubscribers(
            QueueSettings settings,
            Ticker ticker,
            QueueObserver observer,
            PendingWrites writes,
            Consumer<ServedQueue> changed) {
        this.settings = settings;
        this.ticker = ticker;
        this.writes = writes;
        this.changed = changed;
        this.proofs = new ProofLine(settings.settleDelay(), settings.stallTimeout(), observer::stalled, ticker.nanos());
    }

    @Override
    public void hasBatch(QueueSubscriber subscriber) {
        toWrite.add(subscriber);
    }

    @Override
    public void released(QueueSubscriber subscriber) {
        touched.add(subscriber);
    }

    @Override
    public void gone(QueueSubscriber subscriber) {
        if (connected.remove(subscriber.outlet()) != null) {
            subscriber.close(ticker.nanos());
            subscriber.seats().forEach(QueueSubscriber.Seat::leave);
            touched.add(subscriber);
        }
    }

    void subscribe(Outlet outlet, List<ServedQueue> queues) {
        String token = outlet.receiver().token();
        QueueSubscriber subscriber = new QueueSubscriber(
                outlet,
                queues,
                settings.maxUnsettledPerConnection(),
                new Unconfirmed(visibility, withdrawn, token),
                this);
        connected.put(outlet, subscriber);
        byToken.put(token, subscriber);
        for (QueueSubscriber.Seat seat : subscriber.seats()) {
            seat.queue().subscribe(seat);
            changed.accept(seat.queue());
        }
    }

    /** Removes a connection from these queues; its messages of them are settled or returned as usual. */
    void unsubscribe(Outlet outlet, Set<String> names) {
        QueueSubscriber subscriber = connected.get(outlet);
        if (subscriber != null) {
            subscriber.seats().stream()
                    .filter(seat -> names.contains(seat.queue().name()))
                    .forEach(QueueSubscriber.Seat::leave);
            touched.add(subscriber);
        }
    }

    /** Takes all queues from a connection, which may be closed already, and returns what it has not confirmed. */
    void revoke(String token) {
        QueueSubscriber subscriber = byToken.get(token);
        if (subscriber != null) {
            subscriber.seats().forEach(QueueSubscriber.Seat::leave);
            subscriber.unconfirmed().all().forEach(Claim::recall);
            touched.add(subscriber);
        }
    }

    /** Called when connections may have more room than before. */
    void limitsChanged() {
        touched.addAll(connected.values());
    }

    Collection<QueueSubscriber> all() {
        return byToken.values();
    }

    VisibilityLine visibility() {
        return visibility;
    }

    /** Called when the last write to a connection has left, so that it can take more. */
    void drained(Outlet outlet) {
        QueueSubscriber subscriber = connected.get(outlet);
        if (subscriber != null) {
            Handout handout = subscriber.unproven().takeLeft();
            if (handout != null) {
                proofs.add(handout, ticker.nanos());
            }
            touched.add(subscriber);
        }
    }

    /** Called when a connection is closed: messages not proven to have arrived go to others. */
    void closed(Outlet outlet) {
        QueueSubscriber subscriber = connected.get(outlet);
        if (subscriber != null) {
            gone(subscriber);
        }
    }

    @Override
    public boolean confirmed(MessageId event) {
        QueueSubscriber subscriber = byToken.get(event.connection());
        boolean found = subscriber != null && subscriber.confirm(event.number());
        return found || !withdrawn.contains(event);
    }

    @Override
    public void resumed(MessageId last) {
        QueueSubscriber subscriber = byToken.get(last.connection());
        if (subscriber == null) {
            return;
        }
        subscriber.resumeAfter(last.number());
        if (!subscriber.isClosed()) {
            subscriber.receiver().close(); // the browser has left this connection, even if this node has not seen that
        }
        gone(subscriber);
    }

    /** Settles proven messages, and offers again those not confirmed in time. */
    void advance() {
        proofs.pass(ticker.nanos());
        visibility.expired(ticker.nanos()).forEach(Claim::expire);
        updateTouched();
    }

    /** Returns the nanoseconds until {@link #advance} has something to do; {@link Long#MAX_VALUE} if nothing waits. */
    long dueIn(long now) {
        return Math.min(proofs.dueIn(now), visibility.dueIn(now));
    }

    /**
     * Writes the dealt messages, once to each connection.
     *
     * @param isCurrent tells if the claims are still this node's; asked before each write; if not, they are returned
     */
    void flush(BooleanSupplier isCurrent) {
        while (!toWrite.isEmpty()) {
            QueueSubscriber subscriber = toWrite.remove();
            long now = ticker.nanos();
            if (!isCurrent.getAsBoolean()) {
                subscriber.discard();
                continue;
            }
            Handout handout = subscriber.flush(now);
            writes.began(subscriber.outlet());
            if (handout != null) {
                proofs.add(handout, now);
            }
            if (subscriber.isClosed()) {
                gone(subscriber);
            }
        }
        updateTouched();
    }

    /** Closes connections with a write under way, which must not finish: all claims are lost. */
    void abandon() {
        connected.values().forEach(QueueSubscriber::abandon);
    }

    /** Updates queues and lines after changes of connections. */
    void updateTouched() {
        for (QueueSubscriber subscriber : touched) {
            subscriber.rejoin();
            subscriber.seats().forEach(seat -> changed.accept(seat.queue()));
            if (subscriber.isOver()) {
                byToken.remove(subscriber.receiver().token(), subscriber);
            }
        }
        touched.clear();
    }
}
