package dev.sluice.http.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRatesTest {
    private static final long SECOND = 1_000_000_000;

    private long now = Long.MAX_VALUE - SECOND / 2; // System.nanoTime may overflow

    private final RequestRates rates = new RequestRates(() -> now);

    /** How many of so many requests of a client are admitted. */
    private int admitted(String client, int requests, int most) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += rates.take(client, most) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void aSecondsWorthIsAdmittedAtOnce() {
        assertEquals(5, admitted("a", 8, 5));
        now += SECOND / 5 - 1;
        assertEquals(0, admitted("a", 8, 5));
        now += 1;
        assertEquals(1, admitted("a", 8, 5));
        now += SECOND;
        assertEquals(5, admitted("a", 8, 5));
    }

    @Test
    void oneASecondComesBackAfterASecond() {
        assertEquals(1, admitted("a", 2, 1));
        now += SECOND - 1;
        assertEquals(0, admitted("a", 2, 1));
        now += 1;
        assertEquals(1, admitted("a", 2, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1_000})
    void greedyClientGetsTheRateAndNoMore(int most) {
        Random random = new Random(most);
        long begin = now;
        int admitted = 0;
        while (now - begin < 20 * SECOND) {
            now += random.nextLong(SECOND / most / 3);
            admitted += rates.take("a", most) ? 1 : 0;
        }
        assertTrue(admitted <= 21 * most, "beyond the rate: " + admitted);
        assertTrue(
                admitted >= 20 * most * 3 / 4, // it comes up to a third of an interval late
                "below the rate: " + admitted);
    }

    @Test
    void clientWithinTheRateIsNeverRefused() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(rates.take("a", 100));
            now += SECOND / 100;
        }
    }

    @Test
    void clientsDoNotLimitEachOther() {
        assertEquals(3, admitted("a", 10, 3));
        assertEquals(3, admitted("b", 10, 3));
    }

    @Test
    void anotherLimitHoldsAtOnce() {
        assertEquals(10, admitted("a", 20, 10));
        now += SECOND / 10;
        assertEquals(0, admitted("a", 1, 5));
        assertEquals(100, admitted("a", 200, 1_000));
    }

    @Test
    void onlyClientsOfTheLastSecondAreKept() {
        for (int i = 0; i < 20_000; i++) {
            rates.take("first" + i, 10);
        }
        assertEquals(20_000, rates.clients());
        now += 2 * SECOND;
        for (int i = 0; i < 5_000; i++) {
            rates.take("second" + i, 10);
        }
        assertEquals(5_000, rates.clients());
    }

    @Test
    void leastRecentlySeenClientsGoFirst() {
        assertEquals(1, admitted("quiet", 1, 1));
        assertEquals(1, admitted("stranger", 1, 1));
        for (int i = 0; i < 3 * RequestRates.MAX_CLIENTS; i++) {
            rates.take("client" + i, 1);
            if (i % 100 == 0) {
                assertFalse(rates.take("stranger", 1), "forgotten, though it came all the time");
            }
        }
        assertTrue(rates.clients() <= RequestRates.MAX_CLIENTS, "kept: " + rates.clients());
        assertTrue(rates.clients() > RequestRates.MAX_CLIENTS * 9 / 10, "kept: " + rates.clients());
        assertTrue(rates.take("quiet", 1));
    }

    @Test
    void threadsAdmitExactlyTheLimit() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                counts.add(threads.submit(() -> admitted("a", 5_000, 7_000)));
            }
            int all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            assertEquals(7_000, all);
        } finally {
            threads.shutdownNow();
        }
    }
}
