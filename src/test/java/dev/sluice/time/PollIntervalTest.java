package dev.sluice.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PollIntervalTest {
    private final PollInterval interval = new PollInterval(Duration.ofSeconds(2));

    private String nextMillis(boolean found, int times) {
        return LongStream.generate(() -> interval.next(false, found))
                .map(nanos -> nanos / 1_000_000)
                .limit(times)
                .boxed()
                .toList()
                .toString();
    }

    @Test
    void looksLessOftenUntilSomethingIsFound() {
        assertEquals("[5, 10, 20, 40, 80, 160, 160]", nextMillis(false, 7));
        assertEquals("[5, 5]", nextMillis(true, 2));
        assertEquals("[10, 20]", nextMillis(false, 2));
    }

    @Test
    void withSignalsItIsTheSafetyPoll() {
        assertEquals(2_000_000_000, interval.next(true, false));
    }

    @Test
    void itIsNeverLongerThanTheSafetyPoll() {
        assertEquals(1, new PollInterval(Duration.ofNanos(1)).next(false, false));
    }
}
