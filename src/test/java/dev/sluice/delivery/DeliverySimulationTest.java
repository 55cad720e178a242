package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.testing.Rounds;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of seeded runs of the pure core: two nodes on one store, browsers that come, stall, leave with and without a
 * word, answers of the store that are lost before and after the deed, nodes that crash there, and nodes that pause until
 * others have taken their claims. At the end of each run every message was received, waits, or is a dead letter, nothing
 * is claimed, and no node has written what it did not own. In some runs messages also go by their age.
 */
class DeliverySimulationTest {
    private static final int RUNS = Rounds.of(100, 400);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothingIsLostWhateverHappens(long seed) {
        int lapses = 0;
        for (int run = 0; run < RUNS; run++) {
            Simulation simulation =
                    new Simulation(seed * 100_000 + run, AckMode.SENT, EnumSet.allOf(Simulation.Trouble.class));
            simulation.run(120);
            simulation.check();
            lapses += simulation.lapses();
        }
        assertTrue(lapses > RUNS / 20, "leases lapse often enough for this to mean something: " + lapses);
    }

    @ParameterizedTest
    @EnumSource
    void messagesExpireInTimeWhateverHappens(AckMode mode) {
        int expired = 0;
        for (int run = 0; run < RUNS; run++) {
            Simulation simulation = new Simulation(5_100_000 + run, mode, EnumSet.allOf(Simulation.Trouble.class));
            simulation.run(300);
            if (mode == AckMode.NONE) {
                simulation.checkAtMostOnce();
            } else {
                simulation.check();
            }
            expired += simulation.expired();
        }
        assertTrue(expired > 10 * RUNS, "enough messages expire for this to mean something: " + expired);
    }

    @ParameterizedTest
    @DisplayName("If nobody dies, every message comes exactly once, even if answers are lost")
    @ValueSource(longs = {11, 12, 13})
    void exactlyOnceIfAnswersAreLost(long seed) {
        for (int run = 0; run < RUNS; run++) {
            Simulation simulation = new Simulation(
                    seed * 100_000 + run,
                    AckMode.SENT,
                    EnumSet.of(Simulation.Trouble.LOST_ANSWERS, Simulation.Trouble.STALLS));
            simulation.run(120);
            simulation.check();
            simulation.checkExactlyOnce();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void nothingIsGoneThatNoBrowserHasConfirmed(long seed) {
        for (int run = 0; run < RUNS / 2; run++) {
            Simulation simulation =
                    new Simulation(seed * 100_000 + run, AckMode.CLIENT, EnumSet.allOf(Simulation.Trouble.class));
            simulation.run(200);
            simulation.check();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void inModeNoneNothingComesTwiceWhateverHappens(long seed) {
        for (int run = 0; run < RUNS; run++) {
            Simulation simulation =
                    new Simulation(seed * 100_000 + run, AckMode.NONE, EnumSet.allOf(Simulation.Trouble.class));
            simulation.run(120);
            simulation.checkAtMostOnce();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42})
    void noneModeLosesNothingToBusyBrowsers(long seed) {
        for (int run = 0; run < RUNS; run++) {
            Simulation simulation =
                    new Simulation(seed * 100_000 + run, AckMode.NONE, EnumSet.of(Simulation.Trouble.STALLS));
            simulation.run(120);
            simulation.check();
            simulation.checkExactlyOnce();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER", "LOST_BEFORE", "LOST_AFTER"})
    void losesNothingWhicheverCallIsTheLast(ModelClaimStore.Fault fault) {
        int call = 1;
        boolean reached = true;
        while (reached) {
            Simulation simulation = new Simulation(4_711, AckMode.SENT, EnumSet.of(Simulation.Trouble.STALLS));
            simulation.failAt(call, fault);
            simulation.run(200);
            simulation.check();
            reached = simulation.calls() > call;
            call++;
        }
        assertTrue(call > 100, "so many calls there were: " + call);
    }

    @Test
    void losesNothingWhicheverRecoveryCallIsTheLast() {
        Set<Simulation.Trouble> none = EnumSet.noneOf(Simulation.Trouble.class);
        for (ModelClaimStore.Fault fault :
                EnumSet.of(ModelClaimStore.Fault.CRASH_BEFORE, ModelClaimStore.Fault.CRASH_AFTER)) {
            for (int call = 1; call < 60; call++) {
                Simulation simulation = new Simulation(call, AckMode.SENT, none);
                simulation.crashBusyNode();
                int before = simulation.calls();
                simulation.failAt(before + call, fault);
                simulation.check();
                assertEquals(1, simulation.crashesSince(before), "the second crash happened");
            }
        }
    }
}
