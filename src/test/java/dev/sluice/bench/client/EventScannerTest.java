package dev.sluice.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventScannerTest {
    private static final List<String> PARTS = List.of("id 7-0", "data #1 22 ...", "end", "data  two", "end", "end");

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void findsTheSameHoweverTheBytesCome(String lineEnd) {
        String stream = "event: news\nid: 7-0\ndata: #1 22 ...\n\ndata:  two\n\n: a comment\n\n".replace("\n", lineEnd);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            assertEquals(PARTS, partsOf(bytes, size), "in pieces of " + size);
        }
    }

    @Test
    void aSpaceBehindTheColonMayBeMissing() {
        assertEquals(List.of("data x", "end"), partsOf("data:x\n\n".getBytes(StandardCharsets.UTF_8), 100));
    }

    @Test
    void whatHasNotEndedIsNoEvent() {
        assertEquals(List.of("data x"), partsOf("data: x\nid: 8".getBytes(StandardCharsets.UTF_8), 100));
    }

    private static List<String> partsOf(byte[] bytes, int size) {
        Parts parts = new Parts();
        EventScanner scanner = new EventScanner();
        for (int at = 0; at < bytes.length; at += size) {
            scanner.scan(bytes, at, Math.min(bytes.length, at + size), 0, parts);
        }
        return parts.found;
    }

    /** Writes down what it is handed. */
    static final class Parts implements EventScanner.Sink {
        final List<String> found = new ArrayList<>();

        @Override
        public void data(byte[] bytes, int from, int to, long readNanos) {
            found.add("data " + text(bytes, from, to));
        }

        @Override
        public void id(byte[] bytes, int from, int to) {
            found.add("id " + text(bytes, from, to));
        }

        @Override
        public void end() {
            found.add("end");
        }

        private static String text(byte[] bytes, int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
