package dev.sluice.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Brings each message of a queue to one browser: claims what the browsers of this node can take now, hands it out in
 * turns, and settles it once its delivery is proven ({@link ProofLine}), or returns it.
 *
 * <p>Has no thread and no lock: one thread calls everything here, {@link #step} in a loop.
 */
public final class QueueDelivery implements QueueSubscriptions, PushListener {
    // A step: settle what is proven; put together one exchange for each queue that is due; one round trip; hand out
    // what came, and write to each browser once. A queue is due when it has something to settle or return, or when it
    // may hold messages and somebody has room. It may hold messages until an exchange has found it empty; from then on
    // the store signals the next push, so an idle queue costs nothing but its share of the safety poll.

    // They bound what a step keeps in memory, and how long the store is busy with it.
    private static final int MAX_CLAIMS_PER_EXCHANGE = 1_000;
    private static final long MAX_BYTES_PER_STEP = 4 << 20;
    /** Beyond those each exchange may claim one message, which may be a long one. */
    private static final long MAX_LAST_BYTES_PER_STEP = 64 << 20;

    private static final int MAX_EXCHANGES_PER_STEP = 200;

    private final ClaimStore store;
    private final DeliverySettings settings;
    private final Supplier<String> sessions;
    private final Ticker ticker;
    private final DeliveryObserver observer;

    private final Map<String, ServedQueue> queues = new HashMap<>();
    private final Map<Receiver, Subscriber> subscribers = new HashMap<>();
    private final Set<ServedQueue> due = new LinkedHashSet<>();
    private final ProofLine proofs;
    private final SafetyPoll safetyPoll;
    private final Dealer dealer;
    private int held;
    private boolean claiming = true;

    /**
     * @param store where queues and claims are kept
     * @param settings the delays and bounds
     * @param sessions gives an id that no session, of this or any other node, ever had
     * @param ticker the time
     * @param observer is told what happens
     */
    public QueueDelivery(
            ClaimStore store,
            DeliverySettings settings,
            Supplier<String> sessions,
            Ticker ticker,
            DeliveryObserver observer) {
        this.store = store;
        this.settings = settings;
        this.sessions = sessions;
        this.ticker = ticker;
        this.observer = observer;
        this.proofs = new ProofLine(settings.settleDelay().toNanos());
        this.safetyPoll = new SafetyPoll(store, new PollInterval(settings.safetyPoll()), ticker.nanos());
        this.dealer = new Dealer(settings.maxMessageBytes());
    }

    @Override
    public void subscribe(Receiver receiver, Collection<String> names) {
        List<ServedQueue> taken = new ArrayList<>(names.size());
        for (String name : names) {
            taken.add(queues.computeIfAbsent(name, n -> new ServedQueue(n, sessions, observer)));
        }
        Subscriber subscriber = new Subscriber(receiver, taken, settings.maxUnsettledPerConnection());
        subscribers.put(receiver, subscriber);
        for (ServedQueue queue : taken) {
            queue.subscribe(subscriber);
            considerDue(queue);
        }
    }

    @Override
    public void drained(Receiver receiver) {
        Subscriber subscriber = subscribers.get(receiver);
        if (subscriber != null) {
            long now = ticker.nanos();
            Handout handout = subscriber.drained(now);
            if (handout != null) {
                proofs.add(handout, now);
            }
            wake(subscriber);
        }
    }

    @Override
    public void closed(Receiver receiver) {
        Subscriber subscriber = subscribers.get(receiver);
        if (subscriber != null) {
            remove(subscriber);
        }
    }

    @Override
    public void pushed(String name) {
        ServedQueue queue = queues.get(name);
        if (queue != null) {
            suspect(queue);
        }
    }

    @Override
    public void pushedAnywhere() {
        queues.values().forEach(this::suspect);
        safetyPoll.hasten(ticker.nanos()); // which has the store listen again where it had stopped
    }

    /** From now on nothing more is claimed; {@link #step} goes on settling. */
    public void stopClaiming() {
        claiming = false;
    }

    /** How many messages are claimed and not settled. */
    public int held() {
        return held;
    }

    /** Whether nothing is claimed, and no exchange without an answer may have claimed anything. */
    public boolean isSettled() {
        return queues.values().stream().allMatch(queue -> queue.ledger().isEmpty());
    }

    /** Gives back all claims that are not settled; the next {@link #step} carries it out. */
    public void returnAll() {
        for (ServedQueue queue : queues.values()) {
            queue.ledger().returnAll();
            considerDue(queue);
        }
    }

    /**
     * Does what can be done now, with one round trip to the store or two.
     *
     * @return how many nanoseconds from now the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException where the store did not answer; nothing is forgotten, the next step goes on
     */
    public long step() {
        settleProven();
        lookAround();
        boolean exchanged = exchange();
        return exchanged && !due.isEmpty() ? 0 : untilNextStep();
    }

    private void settleProven() {
        for (Subscriber subscriber : proofs.pass(ticker.nanos(), this::remove)) {
            wake(subscriber);
        }
    }

    private void lookAround() {
        long now = ticker.nanos();
        if (!safetyPoll.isDue(now)) {
            return;
        }
        List<String> waiting = new ArrayList<>();
        for (ServedQueue queue : queues.values()) {
            if (queue.refusal() != null) {
                suspect(queue);
            } else if (!queue.mayHaveMessages() && queue.roundRobin().room(1) > 0) {
                waiting.add(queue.name());
            }
        }
        safetyPoll.look(waiting, now).forEach(this::pushed);
    }

    /** One round trip for the queues that are due; false where there was nothing to do. */
    private boolean exchange() {
        List<ServedQueue> taking = new ArrayList<>();
        List<Exchange> exchanges = compose(taking);
        if (exchanges.isEmpty()) {
            return false;
        }
        carryOut(taking, exchanges);
        return true;
    }

    /** An exchange for each queue that is due and gets its turn now; the queues are added to {@code taking}. */
    private List<Exchange> compose(List<ServedQueue> taking) {
        List<Exchange> exchanges = new ArrayList<>();
        int queueCount = Math.max(1, Math.min(due.size(), MAX_EXCHANGES_PER_STEP));
        int free = settings.maxUnsettled() - held;
        int messagesEach = Math.min(MAX_CLAIMS_PER_EXCHANGE, Math.max(1, free / queueCount));
        long bytesEach = MAX_BYTES_PER_STEP / queueCount;
        long mayClaim = Math.max(1, MAX_LAST_BYTES_PER_STEP / settings.maxMessageBytes());
        Iterator<ServedQueue> each = due.iterator();
        while (each.hasNext() && exchanges.size() < Math.min(MAX_EXCHANGES_PER_STEP, mayClaim)) {
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
                exchanges.add(queue.ledger().next(new ClaimLimits(room, bytesEach, settings.maxMessageBytes())));
            }
        }
        return exchanges;
    }

    private void carryOut(List<ServedQueue> taking, List<Exchange> exchanges) {
        List<ExchangeResult> results;
        try {
            results = store.exchange(exchanges);
        } catch (RuntimeException e) {
            due.addAll(taking);
            throw e;
        }
        List<Subscriber> written = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ServedQueue queue = taking.get(i);
            int before = queue.ledger().held();
            apply(queue, results.get(i), written);
            held += queue.ledger().held() - before;
        }
        flush(written);
        for (ServedQueue queue : taking) {
            considerDue(queue);
            forgetIfIdle(queue);
        }
    }

    private int claimable(ServedQueue queue, int most) {
        return claiming && most > 0 && queue.mayHaveMessages()
                ? queue.roundRobin().room(most)
                : 0;
    }

    private void apply(ServedQueue queue, ExchangeResult result, List<Subscriber> written) {
        if (result instanceof ExchangeResult.Done done) {
            if (queue.refusal() != null) {
                queue.setRefusal(null);
                observer.recovered(queue.name());
            }
            queue.setMayHaveMessages(done.waiting() > 0);
            List<Claim> claims = queue.ledger().done(done.claimed());
            dealer.deal(queue, done.claimed(), claims, queue.mayHaveMessages(), written);
        } else if (result instanceof ExchangeResult.Refused refused) {
            queue.ledger().refused();
            if (!refused.reason().equals(queue.refusal())) {
                queue.setRefusal(refused.reason());
                observer.refused(queue.name(), refused.reason());
            }
            queue.setMayHaveMessages(false);
        } else {
            queue.ledger().lost();
        }
    }

    private void flush(List<Subscriber> written) {
        for (Subscriber subscriber : written) {
            long now = ticker.nanos();
            Handout handout = subscriber.flush(now);
            if (handout != null) {
                proofs.add(handout, now);
            }
            if (subscriber.isClosed()) {
                remove(subscriber);
            }
        }
    }

    private void remove(Subscriber subscriber) {
        if (subscribers.remove(subscriber.receiver()) == null) {
            return;
        }
        subscriber.close();
        for (ServedQueue queue : subscriber.queues()) {
            queue.unsubscribe(subscriber);
            considerDue(queue);
            forgetIfIdle(queue);
        }
    }

    private void wake(Subscriber subscriber) {
        for (ServedQueue queue : subscriber.queues()) {
            queue.roundRobin().add(subscriber);
            considerDue(queue);
        }
    }

    private void suspect(ServedQueue queue) {
        queue.setMayHaveMessages(true);
        considerDue(queue);
    }

    private void considerDue(ServedQueue queue) {
        if (queue.isDue(claiming)) {
            due.add(queue);
        }
    }

    private void forgetIfIdle(ServedQueue queue) {
        if (queue.isIdle()) {
            queues.remove(queue.name(), queue);
            due.remove(queue);
            if (queue.refusal() != null) {
                observer.forgotten(queue.name());
            }
        }
    }

    private long untilNextStep() {
        long now = ticker.nanos();
        return Math.min(safetyPoll.dueIn(now), proofs.dueIn(now));
    }
}
