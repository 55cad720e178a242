package dev.sluice.bridge.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReadLimitsTest {
    private static final int MIB = 1 << 20;

    @Test
    void largeHeapHasRoomForTwoBatches() {
        assertEquals(new ReadLimits(500, 1000, 1 << 30), ReadLimits.of(500, MIB, 8L << 30));
    }

    @Test
    void longestMessagesSentAheadFitTheHeap() {
        assertEquals(new ReadLimits(500, 50, 25 * MIB), ReadLimits.of(500, MIB, 200L * MIB));
    }

    @Test
    void oneMessageIsAlwaysRead() {
        assertEquals(new ReadLimits(500, 1, 64 * MIB), ReadLimits.of(500, 64 * MIB, 100L * MIB));
    }

    @Test
    void hugeHeapDoesNotOverflow() {
        assertEquals(new ReadLimits(1, 2, Integer.MAX_VALUE), ReadLimits.of(1, MIB, Long.MAX_VALUE));
    }
}
