package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Rounds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of seeded runs of topics: a few nodes on one store, which is slow, silent or refuses, and browsers that are
 * slow, cut and come back to any node with the last id that they have read. Each has every entry once and in order, but
 * for those that it was told are gone; and in the end it has all there is, or has been told that the topic has ended.
 */
class TopicSimulationTest {
    private static final int RUNS = Rounds.of(100, 400);
    private static final int ACTS = 200;

    @ParameterizedTest
    @EnumSource
    void everyBrowserHasEverythingOnceAndInOrder(TopicSimulation.Fate fate) {
        int gaps = 0;
        int ends = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            TopicSimulation simulation = run(seed, fate);
            gaps += simulation.gaps();
            ends += simulation.ends();
        }
        assertTrue(gaps > RUNS / 2, "gaps are told often enough for this to mean something: " + gaps);
        assertTrue(ends > RUNS, "ends are told often enough for this to mean something: " + ends);
    }

    private static TopicSimulation run(int seed, TopicSimulation.Fate fate) {
        TopicSimulation simulation = new TopicSimulation(seed, fate, false);
        try {
            simulation.run(ACTS);
            simulation.check();
            return simulation;
        } catch (AssertionError | RuntimeException e) {
            String trace = String.join("\n", trace(seed, fate));
            throw new AssertionError(fate + ", seed " + seed + ": " + e.getMessage() + "\n" + trace, e);
        }
    }

    /** What happens in a run, until it fails. */
    private static List<String> trace(int seed, TopicSimulation.Fate fate) {
        TopicSimulation simulation = new TopicSimulation(seed, fate, true);
        try {
            simulation.run(ACTS);
            simulation.check();
        } catch (AssertionError | RuntimeException e) {
            return simulation.trace();
        }
        return simulation.trace();
    }

    @Test
    void aSeedIsTheSameRunEachTime() {
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(trace(seed, TopicSimulation.Fate.DELETED), trace(seed, TopicSimulation.Fate.DELETED));
        }
    }
}
