package dev.sluice.http.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OpenStreamCountsTest {
    private final OpenStreamCounts counts = new OpenStreamCounts();

    @Test
    void aPlaceIsFreeOnceGivenBack() {
        assertTrue(counts.take("a", 2));
        assertTrue(counts.take("a", 2));
        assertFalse(counts.take("a", 2));
        assertTrue(counts.take("b", 2));
        counts.giveBack("a");
        assertTrue(counts.take("a", 2));
        assertFalse(counts.take("a", 2));
    }

    @Test
    void clientsWithoutStreamsTakeNoMemory() {
        for (int i = 0; i < 1_000; i++) {
            counts.take("client" + i, 1);
        }
        assertEquals(1_000, counts.clients());
        for (int i = 0; i < 1_000; i++) {
            counts.giveBack("client" + i);
        }
        assertEquals(0, counts.clients());
    }

    @Test
    void threadsNeverExceedTheLimitTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> taken = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                taken.add(threads.submit(() -> {
                    int open = 0;
                    for (int attempt = 0; attempt < 20_000; attempt++) {
                        if (counts.take("a", 10)) {
                            open++;
                        } else if (open > 0) {
                            counts.giveBack("a");
                            open--;
                        }
                    }
                    return open;
                }));
            }
            int open = 0;
            for (Future<Integer> each : taken) {
                open += each.get();
            }
            assertTrue(open <= 10, "open: " + open);
            for (int i = 0; i < open; i++) {
                counts.giveBack("a");
            }
            assertEquals(0, counts.clients());
        } finally {
            threads.shutdownNow();
        }
    }
}
