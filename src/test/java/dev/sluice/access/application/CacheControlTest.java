package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60 | 60",
                "Max-Age=60 | 60",
                "private, max-age=60 | 60",
                "max-age=\"60\" | 60",
                "max-age=60, max-age=5 | 5",
                "max-age=3601 | 3600",
                "max-age=999999999999999999 | 3600",
                "max-age=9999999999999999999 | 0",
                "max-age=0 | 0",
                "max-age=-1 | 0",
                "max-age=6.5 | 0",
                "max-age | 0",
                "max-age= | 0",
                "max-age=sixty | 0",
                "s-maxage=60 | 0",
                "x-max-age=60 | 0",
                "ext=\"a, max-age=60\" | 0",
                "no-store, max-age=60 | 0",
                "max-age=60, no-cache | 0",
                "max-age=60, NO-CACHE=\"Set-Cookie\" | 0",
                "'' | 0"
            })
    void readsHowLongAnAnswerIsFresh(String header, long seconds) {
        assertEquals(seconds, CacheControl.fresh(List.of(header)).toSeconds());
    }

    @Test
    void readsAllHeaders() {
        assertEquals(0, CacheControl.fresh(List.of()).toSeconds());
        assertEquals(60, CacheControl.fresh(List.of("private", "max-age=60")).toSeconds());
        assertEquals(0, CacheControl.fresh(List.of("max-age=60", "no-store")).toSeconds());
    }
}
