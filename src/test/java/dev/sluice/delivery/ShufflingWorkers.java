package dev.sluice.delivery;

import dev.sluice.delivery.topic.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Does the pieces of work in an order that nothing may depend on, and that a seed repeats. */
final class ShufflingWorkers implements Workers {
    private final Random random;

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
        shuffled.forEach(work);
    }
}
