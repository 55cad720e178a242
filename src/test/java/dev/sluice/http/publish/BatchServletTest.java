package dev.sluice.http.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchServletTest {
    /** In KiB: the longest message, what leaves room for others, and the longest body. */
    @ParameterizedTest
    @CsvSource({
        "1024, 65536, 8192",
        "10240, 65536, 20480",
        "1024, 8192, 8192",
        "1024, 2048, 2048",
        "1024, 1024, 1088",
        "65536, 2048, 65600"
    })
    void longestBodyLeavesRoomForOthers(int message, int room, int longest) {
        assertEquals(longest << 10, BatchServlet.maxBytes(message << 10, room << 10));
    }
}
