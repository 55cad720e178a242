package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.delivery.topic.SubscriberState;
import dev.sluice.delivery.topic.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does the pieces of work in an order that nothing may depend on, and that a seed repeats. Each is a write to a subscriber,
 * and may move no other one.
 */
final class ShufflingWorkers implements Workers {
    private final Random random;
    /** The subscribers that were written to. */
    private final Set<Object> subscribers = Collections.newSetFromMap(new IdentityHashMap<>());

    ShufflingWorkers(Random random) {
        this.random = random;
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public int enough() {
        return 0;
    }

    @Override
    public <T> void forEach(List<T> items, Consumer<T> work) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        Map<T, SubscriberState> states = new IdentityHashMap<>();
        shuffled.forEach(item -> states.put(item, SubscriberState.of(item)));
        for (T item : shuffled) {
            assertEquals(states.get(item), SubscriberState.of(item), "moved before it was written to");
            work.accept(item);
            states.put(item, SubscriberState.of(item));
        }
        shuffled.forEach(
                item -> assertEquals(states.get(item), SubscriberState.of(item), "moved after it was written to"));
        subscribers.addAll(items);
    }

    /** Asks all that can be asked about the subscribers at any time, and fails if that changes anything. */
    void checkQuestions() {
        subscribers.removeIf(SubscriberState::isClosed);
        subscribers.forEach(SubscriberState::of);
    }
}
