package dev.sluice.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.registry.RegistrySimulation.Trouble;
import dev.sluice.testing.Rounds;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of seeded runs of three nodes on one registry: connections that come and go, alone and in storms, calls that
 * are lost before and after the deed or carried out late, nodes that crash there or stand still past their lease, and a
 * registry that falls back or forgets everything. At the end of each run the record, the counts, the presence and the
 * lifecycle are those of the connections that are open.
 */
class RegistrySimulationTest {
    private static final int RUNS = Rounds.of(150, 1_000);
    private static final int ACTS = 120;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void recordIsTrueWhateverHappens(long seed) {
        run(seed, EnumSet.allOf(Trouble.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void lifecyclePairsUpWhateverHappens(long seed) {
        run(seed, EnumSet.complementOf(EnumSet.of(Trouble.STORMS)));
    }

    private static void run(long seed, Set<Trouble> troubles) {
        Set<Trouble> happened = EnumSet.noneOf(Trouble.class);
        for (int run = 0; run < RUNS; run++) {
            RegistrySimulation simulation = new RegistrySimulation(seed * 100_000 + run, troubles);
            simulation.run(ACTS);
            simulation.settle();
            simulation.check();
            simulation.leave();
            happened.addAll(simulation.happened());
        }
        assertEquals(troubles, happened);
    }

    @ParameterizedTest
    @ValueSource(longs = {31})
    void nothingIsToldTwiceIfNodesPause(long seed) {
        for (int run = 0; run < RUNS; run++) {
            RegistrySimulation simulation = new RegistrySimulation(
                    seed * 100_000 + run, EnumSet.of(Trouble.LOST_ANSWERS, Trouble.OUTAGES, Trouble.PAUSES));
            simulation.run(ACTS);
            simulation.settle();
            simulation.check();
            simulation.checkNotRepeated();
        }
    }

    @ParameterizedTest
    @DisplayName("If only answers are lost, each connection is told once, with its reason")
    @ValueSource(longs = {21, 22})
    void toldExactlyOnceIfAnswersAreLost(long seed) {
        for (int run = 0; run < RUNS; run++) {
            RegistrySimulation simulation =
                    new RegistrySimulation(seed * 100_000 + run, EnumSet.of(Trouble.LOST_ANSWERS, Trouble.OUTAGES));
            simulation.run(ACTS);
            simulation.settle();
            simulation.check();
            simulation.leave();
            simulation.checkExactLifecycle();
        }
    }
}
