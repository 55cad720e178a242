package dev.sluice.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedReportsTest {
    private static final long PAUSE = 100;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50); // the clock's nanoseconds overflow meanwhile
    private final PacedReports<String, Integer> news =
            new PacedReports<>(Duration.ofNanos(PAUSE), Integer::sum, now::get);

    private List<String> report() {
        List<String> reported = new ArrayList<>();
        news.report((key, sum) -> reported.add(key + " " + sum));
        return reported;
    }

    @Test
    void firstNewsAreReportedAtOnce() {
        news.add("a", 1);
        assertEquals(List.of("a 1"), report());
        assertEquals(List.of(), report());
    }

    @Test
    void laterNewsAreSummedUntilThePauseEnds() {
        news.add("a", 1);
        report();
        news.add("a", 2);
        news.add("a", 3);
        now.addAndGet(PAUSE - 1);
        assertEquals(List.of(), report());
        now.incrementAndGet();
        assertEquals(List.of("a 5"), report());
    }

    @Test
    void afterAQuietPauseNewsComeAtOnce() {
        news.add("a", 1);
        report();
        now.addAndGet(PAUSE);
        report();
        news.add("a", 2);
        assertEquals(List.of("a 2"), report());
    }

    @Test
    void otherKeysAreForgotten() {
        news.add("a", 1);
        news.add("b", 2);
        news.retain(Set.of("b"));
        assertEquals(List.of("b 2"), report());
    }
}
