package dev.sluice.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofNanos(3), Duration.ofNanos(10));

    private String next(int times) {
        return LongStream.generate(backoff::next).limit(times).boxed().toList().toString();
    }

    @Test
    void doublesUpToTheMaximumUntilASuccess() {
        assertEquals("[3, 6, 10, 10]", next(4));
        backoff.reset();
        assertEquals("[3, 6]", next(2));
    }
}
