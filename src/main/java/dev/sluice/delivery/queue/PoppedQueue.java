package dev.sluice.delivery.queue;

import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Stray;
import java.util.ArrayList;
import java.util.List;

/** A queue whose messages are popped, and then are in no list (mode none). */
final class PoppedQueue extends ServedQueue {
    private final QueueObserver observer;
    /** The messages popped and not delivered. Bounded by what one round pops. */
    private List<Stray> strays = new ArrayList<>();

    PoppedQueue(String name, QueuePolicy policy, QueueObserver observer) {
        super(name, policy);
        this.observer = observer;
    }

    /** Makes claims on messages that were popped. @param now the time */
    List<Claim> claims(List<ClaimedMessage> popped, long now) {
        if (!popped.isEmpty()) {
            observer.claimed(name(), popped.size());
        }
        return popped.stream()
                .map(message ->
                        new Claim(policy(), message.length(), message.before(), now, claim -> ended(message, claim)))
                .toList();
    }

    private void ended(ClaimedMessage message, Claim claim) {
        switch (claim.state()) {
            case SETTLED -> observer.settled(name(), 1);
            case RETURNED -> {
                observer.returned(name(), 1);
                strays.add(new Stray(message, Disposition.RETURN, ""));
            }
            case BURIED -> {
                observer.buried(name(), claim.reason());
                if (!message.isTooLong()) { // a longer one is a dead letter already
                    strays.add(new Stray(message, Disposition.BURY, claim.reason()));
                }
            }
            default -> throw new IllegalStateException("a popped message cannot be " + claim.state());
        }
    }

    /** Puts strays back, to be sent again. */
    void putStrays(List<Stray> again) {
        strays.addAll(again);
    }

    List<Stray> takeStrays() {
        List<Stray> taken = strays;
        strays = new ArrayList<>();
        return taken;
    }

    /** Tells that these strays are given up. */
    void drop(List<Stray> lost) {
        if (!lost.isEmpty()) {
            observer.dropped(name(), lost.size());
        }
    }

    @Override
    boolean hasNews() {
        return !strays.isEmpty();
    }

    @Override
    boolean isSettled() {
        return strays.isEmpty();
    }

    /** Does nothing: by the end of a round each popped message is delivered or a stray. */
    @Override
    void returnAll() {}

    @Override
    String session() {
        return "";
    }
}
