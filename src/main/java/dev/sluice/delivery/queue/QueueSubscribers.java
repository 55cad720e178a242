package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.Handout;
import dev.sluice.delivery.claim.ProofLine;
import dev.sluice.delivery.claim.Unconfirmed;
import dev.sluice.delivery.claim.VisibilityLine;
import dev.sluice.delivery.claim.WithdrawnIds;
import dev.sluice.store.EventId;
import dev.sluice.store.queue.ConfirmationListener;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The connections that take from queues: writes to them, and finds out what has arrived. */
final class QueueSubscribers implements QueueSubscriber.Listener, ConfirmationListener {
    private final QueueSettings settings;
    private final Ticker ticker;
    private final PendingWrites writes;
    private final Consumer<ServedQueue> changed;

    private final Map<Outlet, QueueSubscriber> connected = new HashMap<>();
    /** Those connected, and those gone that may still confirm something; the latter bounded by the visibility timeout. */
    private final Map<String, QueueSubscriber> byToken = new HashMap<>();

    private final VisibilityLine visibility = new VisibilityLine();
    private final WithdrawnIds withdrawn = new WithdrawnIds();
    private final ProofLine proofs;
    /** Those to which messages were dealt and not written yet. */
    private final ArrayDeque<QueueSubscriber> written = new ArrayDeque<>();
    /** Those of which {@link #act} is to see to. */
    private final List<QueueSubscriber> released = new ArrayList<>();

    /**
     * @param observer is told of connections that are closed
     * @param writes is told of writes
     * @param changed hears of each queue that may have something to report, have room again, or be idle
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
        written.add(subscriber);
    }

    @Override
    public void released(QueueSubscriber subscriber) {
        released.add(subscriber);
    }

    @Override
    public void gone(QueueSubscriber subscriber) {
        if (connected.remove(subscriber.outlet()) != null) {
            subscriber.close(ticker.nanos());
            subscriber.seats().forEach(seat -> seat.queue().unsubscribe(seat));
            released.add(subscriber);
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

    Collection<QueueSubscriber> all() {
        return byToken.values();
    }

    VisibilityLine visibility() {
        return visibility;
    }

    /** The last write to it has left, and it can take more. */
    void drained(Outlet outlet) {
        QueueSubscriber subscriber = connected.get(outlet);
        if (subscriber != null) {
            Handout handout = subscriber.unproven().takeLeft();
            if (handout != null) {
                proofs.add(handout, ticker.nanos());
            }
            released.add(subscriber);
        }
    }

    /** It is closed: what it has not been proven to have goes to others. */
    void closed(Outlet outlet) {
        QueueSubscriber subscriber = connected.get(outlet);
        if (subscriber != null) {
            gone(subscriber);
        }
    }

    @Override
    public boolean confirmed(EventId event) {
        QueueSubscriber subscriber = byToken.get(event.connection());
        boolean found = subscriber != null && subscriber.confirm(event.number());
        return found || !withdrawn.contains(event);
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
        gone(subscriber);
    }

    /** Settles what is proven by now, and offers again what was not confirmed in time. */
    void advance() {
        proofs.pass(ticker.nanos());
        visibility.expired(ticker.nanos()).forEach(Claim::expire);
        act();
    }

    /** Nanoseconds until {@link #advance} has something to do; {@link Long#MAX_VALUE} if nothing is waiting. */
    long dueIn(long now) {
        return Math.min(proofs.dueIn(now), visibility.dueIn(now));
    }

    /**
     * Writes what was dealt, once to each connection.
     *
     * @param isCurrent whether the claims are still this node's; asked before each write, and if not, they are returned
     */
    void flush(BooleanSupplier isCurrent) {
        while (!written.isEmpty()) {
            QueueSubscriber subscriber = written.remove();
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
        act();
    }

    /** All claims are lost: writes that are under way must not come to their end. */
    void abandon() {
        connected.values().forEach(QueueSubscriber::abandon);
    }

    /** Has the queues and the lines know of what has happened to connections. */
    void act() {
        for (QueueSubscriber subscriber : released) {
            subscriber.rejoin();
            subscriber.seats().forEach(seat -> changed.accept(seat.queue()));
            if (subscriber.isOver()) {
                byToken.remove(subscriber.receiver().token(), subscriber);
            }
        }
        released.clear();
    }
}
