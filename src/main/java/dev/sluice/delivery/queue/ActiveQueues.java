package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.node.Membership;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.Pop;
import dev.sluice.time.PollInterval;
import dev.sluice.time.RetryPace;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The queues that this node serves, and its rounds of requests for them. */
final class ActiveQueues {
    private final QueueSettings settings;
    private final QueueObserver observer;
    private final Membership membership;
    private final Map<String, ServedQueue> queues = new HashMap<>();
    private final ExchangeProtocol exchangeProtocol;
    private final Round<ClaimedQueue, Exchange> exchanges;
    private final Round<PoppedQueue, Pop> pops;
    private final SafetyPoll safetyPoll;
    private final RetryPace refusedPace;

    ActiveQueues(
            ClaimStore store, QueueSettings settings, Membership membership, QueueObserver observer, Ticker ticker) {
        this.settings = settings;
        this.observer = observer;
        this.membership = membership;
        this.exchangeProtocol = new ExchangeProtocol(store, settings, membership);
        this.exchanges = new Round<>(exchangeProtocol, settings, observer, ticker);
        this.pops = new Round<>(new PopProtocol(store), settings, observer, ticker);
        this.safetyPoll = new SafetyPoll(store, new PollInterval(settings.safetyPoll()), ticker.nanos());
        this.refusedPace = new RetryPace(settings.safetyPoll(), ticker.nanos());
    }

    Round<ClaimedQueue, Exchange> exchanges() {
        return exchanges;
    }

    Round<PoppedQueue, Pop> pops() {
        return pops;
    }

    Collection<ServedQueue> all() {
        return queues.values();
    }

    /** Serves a queue, which has a subscriber on this node. */
    ServedQueue serve(String name) {
        membership.served(name);
        return queues.computeIfAbsent(name, this::make);
    }

    private ServedQueue make(String name) {
        observer.serving(name);
        QueuePolicy policy = settings.policies().get().of(name);
        return policy.ack() == AckMode.NONE
                ? new PoppedQueue(name, policy, observer)
                : new ClaimedQueue(name, policy, membership.sessions(), observer);
    }

    /** Called when the policies have changed: queues in use take their new limits. */
    void policiesChanged() {
        QueuePolicies policies = settings.policies().get();
        for (ServedQueue queue : queues.values()) {
            QueuePolicy policy = policies.of(queue.name());
            if (policy.follows(queue.policy())) {
                queue.setPolicy(policy);
            }
        }
    }

    /** Returns the session of this node on a queue; empty if there is none. */
    String session(String name) {
        ServedQueue queue = queues.get(name);
        return queue == null ? "" : queue.session();
    }

    /** Called when something was written to a queue that was found empty before. */
    void changed(String name) {
        ServedQueue queue = queues.get(name);
        if (queue != null) {
            changed(queue);
        }
    }

    /** Called when something may have been written to any queue. */
    void changedAnywhere(long now) {
        queues.values().forEach(this::changed);
        safetyPoll.hasten(now); // the poll makes the store listen again if it had stopped
    }

    private void changed(ServedQueue queue) {
        queue.setMayHaveMessages(true);
        consider(queue);
    }

    /** Called when a queue may be due or idle. */
    void update(ServedQueue queue) {
        consider(queue);
        if (queue.isIdle() && queues.remove(queue.name(), queue)) {
            forget(queue);
        }
    }

    private void consider(ServedQueue queue) {
        if (queue instanceof PoppedQueue popped) {
            pops.consider(popped);
        } else if (queue instanceof ClaimedQueue claimed) {
            exchanges.consider(claimed);
        }
    }

    private void forget(ServedQueue queue) {
        if (queue instanceof PoppedQueue popped) {
            pops.forget(popped);
        } else if (queue instanceof ClaimedQueue claimed) {
            exchanges.forget(claimed);
        }
        membership.forgotten(queue.name());
        observer.forgotten(queue.name());
    }

    void stopClaiming() {
        exchanges.stopClaiming();
        pops.stopClaiming();
    }

    /** Returns the number of messages that are claimed and not settled. */
    int held() {
        return exchangeProtocol.held();
    }

    boolean isSettled() {
        return queues.values().stream().allMatch(ServedQueue::isSettled);
    }

    void returnAll() {
        for (ServedQueue queue : queues.values()) {
            queue.returnAll();
            consider(queue);
        }
    }

    /** Called when nothing is sent any more: what was popped and is not back in its queue is lost. */
    void leave() {
        for (ServedQueue queue : queues.values()) {
            if (queue instanceof PoppedQueue popped) {
                popped.drop(popped.takeStrays());
            }
        }
    }

    /** Called when the lease had lapsed: all claims are lost, and every queue may have messages. */
    void abandon() {
        exchangeProtocol.abandon(queues.values());
        exchanges.abandon();
        for (ServedQueue queue : List.copyOf(queues.values())) {
            queue.setMayHaveMessages(true);
            update(queue);
        }
    }

    boolean isPollDue(long now) {
        return safetyPoll.isDue(now);
    }

    /** Returns the nanoseconds until the safety poll is due. */
    long dueIn(long now) {
        return safetyPoll.dueIn(now);
    }

    /** Checks queues for messages without a signal of a push. */
    void poll(long now) {
        boolean retry = refusedPace.take(now);
        List<String> waiting = new ArrayList<>();
        for (ServedQueue queue : queues.values()) {
            if (queue.refusal() != null) {
                if (retry) {
                    changed(queue);
                }
            } else if (!queue.mayHaveMessages() && queue.roundRobin().findRoom(1) > 0) { // drops full connections
                waiting.add(queue.name());
            }
        }
        safetyPoll.look(waiting, now).forEach(this::changed);
    }
}
