package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DirectMemoryTest {
    /** The tests' own JVM is given this much; see the POM. */
    @Test
    void theOptionOfTheJvmIsRead() {
        assertEquals(900L << 20, DirectMemory.maxBytes());
    }
}
