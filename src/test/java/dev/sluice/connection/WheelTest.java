package dev.sluice.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WheelTest {
    private final Wheel<String> wheel = new Wheel<>(4);

    private int roundsUntil(String one) {
        for (int rounds = 1; rounds <= 4; rounds++) {
            if (wheel.next().contains(one)) {
                return rounds;
            }
        }
        throw new AssertionError(one + " never comes");
    }

    @Test
    void itemComesOnceInAllRounds() {
        wheel.add("a");
        wheel.next();
        wheel.add("b");
        assertEquals(3, roundsUntil("a"));
        assertEquals(1, roundsUntil("b"));
        assertEquals(3, roundsUntil("a"));
    }

    @Test
    @DisplayName("A deferred item comes when it is due, and again after all rounds")
    void deferredItemComesWhenDue() {
        wheel.add("a");
        roundsUntil("a");
        wheel.defer("a", 2);
        assertEquals(2, roundsUntil("a"));
        assertEquals(4, roundsUntil("a"));
    }

    @Test
    @DisplayName("Nothing is deferred further than all rounds, or to the current one")
    void deferralIsBoundedByTheRounds() {
        wheel.add("a");
        roundsUntil("a");
        wheel.defer("a", 1_000_000);
        assertEquals(4, roundsUntil("a"));
        wheel.defer("a", -1);
        assertEquals(1, roundsUntil("a"));
    }

    @Test
    void removedItemDoesNotComeBack() {
        wheel.add("a");
        wheel.add("b");
        roundsUntil("a");
        wheel.remove("a");
        wheel.defer("a", 2);
        assertEquals(List.of("b"), wheel.all());
        assertEquals(1, wheel.size());
    }
}
