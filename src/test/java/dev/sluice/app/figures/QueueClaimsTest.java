package dev.sluice.app.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueClaimsTest {
    private long now;
    private final QueueClaims served = new QueueClaims(
            () -> List.of("orders", "inbox:*"), queue -> queue.startsWith("inbox:") ? "inbox:*" : queue, () -> now);

    @Test
    void sumsClaimsAndTakesTheOldestTime() {
        for (String queue : List.of("orders", "inbox:1", "inbox:2")) {
            served.serving(queue);
        }
        served.holding("inbox:1", 3, Duration.ofSeconds(7).toNanos());
        served.holding("inbox:2", 4, Duration.ofSeconds(5).toNanos());
        now = Duration.ofSeconds(10).toNanos();
        assertEquals(Map.of("orders", 0L, "inbox:*", 7L), served.claimed());
        assertEquals(Map.of("orders", 0.0, "inbox:*", 5.0), served.oldestClaimAges());
        served.holding("inbox:2", 0, 0);
        assertEquals(Map.of("orders", 0L, "inbox:*", 3L), served.claimed());
        assertEquals(Map.of("orders", 0.0, "inbox:*", 3.0), served.oldestClaimAges());
    }

    @Test
    void whatIsForgottenLeavesNothingBehind() {
        served.serving("inbox:1");
        served.holding("inbox:1", 3, 1);
        served.forgotten("inbox:1");
        served.holding("inbox:1", 1, 1);
        assertEquals(Map.of(), served.names());
        assertEquals(Map.of("orders", 0L, "inbox:*", 0L), served.claimed());
    }

    @Test
    void queuesAreNamedByTheirEntries() {
        served.serving("inbox:1");
        served.serving("inbox:2");
        assertEquals(Set.of("inbox:*"), served.names().keySet());
        assertEquals(Set.of("inbox:1", "inbox:2"), Set.copyOf(served.names().get("inbox:*")));
    }
}
