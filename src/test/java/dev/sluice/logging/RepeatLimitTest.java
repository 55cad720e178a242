package dev.sluice.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.logging.RepeatLimit.Count;
import dev.sluice.logging.RepeatLimit.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepeatLimitTest {
    private static final long WINDOW = RepeatLimit.WINDOW.toNanos();

    private long now = Long.MAX_VALUE - WINDOW / 2; // System.nanoTime may overflow

    private final RepeatLimit<String> limit = new RepeatLimit<>(() -> now, "others");

    /** How many of so many lines of a kind are written. */
    private int written(String kind, int lines) {
        int written = 0;
        for (int i = 0; i < lines; i++) {
            written += limit.add(kind) == Verdict.WRITE ? 1 : 0;
        }
        return written;
    }

    @Test
    void kindsDoNotLimitEachOther() {
        assertEquals(RepeatLimit.LINES, written("a", RepeatLimit.LINES));
        assertEquals(1, written("b", 1));
        now += WINDOW;
        assertEquals(List.of(), limit.takeCounts());
    }

    @Test
    @DisplayName("What is left out is counted and told once, when the window is over")
    void omittedLinesAreCountedOncePerWindow() {
        assertEquals(RepeatLimit.LINES, written("a", RepeatLimit.LINES));
        assertEquals(Verdict.LEAVE_OUT_FIRST, limit.add("a"));
        assertEquals(Verdict.LEAVE_OUT, limit.add("a"));
        now += WINDOW - 1;
        assertEquals(Verdict.LEAVE_OUT, limit.add("a"));
        assertEquals(List.of(), limit.takeCounts());
        now++;
        assertEquals(List.of(new Count<>("a", 3)), limit.takeCounts());
        assertEquals(List.of(), limit.takeCounts());
    }

    @Test
    void aKindBeginsAnewAfterItsWindow() {
        written("a", RepeatLimit.LINES);
        now += WINDOW;
        assertEquals(RepeatLimit.LINES, written("a", RepeatLimit.LINES + 5));
        now += WINDOW;
        assertEquals(List.of(new Count<>("a", 5)), limit.takeCounts());
        assertEquals(RepeatLimit.LINES, written("a", RepeatLimit.LINES + 1));
    }

    @Test
    void aCountThatIsToldLateLosesNothing() {
        written("a", RepeatLimit.LINES + 1);
        now += 2 * WINDOW;
        assertEquals(Verdict.LEAVE_OUT, limit.add("a"));
        assertEquals(List.of(new Count<>("a", 2)), limit.takeCounts());
        assertEquals(Verdict.WRITE, limit.add("a"));
    }

    @Test
    void kindsBeyondTheBoundShareOneCount() {
        for (int i = 0; i < RepeatLimit.KINDS; i++) {
            assertEquals(Verdict.WRITE, limit.add("kind " + i));
        }
        int written = 0;
        for (int i = 0; i < 1_000; i++) {
            written += limit.add("another " + i) == Verdict.WRITE ? 1 : 0;
        }
        assertEquals(RepeatLimit.LINES, written);
        assertEquals(Verdict.WRITE, limit.add("kind 0"));
        now += WINDOW;
        assertEquals(List.of(new Count<>("others", 1_000 - RepeatLimit.LINES)), limit.takeCounts());
        assertEquals(Verdict.WRITE, limit.add("another 0"));
    }

    @Test
    void atTheEndAllCountsAreTold() {
        written("a", RepeatLimit.LINES + 1);
        written("b", RepeatLimit.LINES + 2);
        written("c", 1);
        assertEquals(Set.of(new Count<>("a", 1), new Count<>("b", 2)), Set.copyOf(limit.takeAllCounts()));
    }
}
