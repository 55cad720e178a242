package dev.sluice.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LastEventIdTest {
    private final EventScannerTest.Parts parts = new EventScannerTest.Parts();
    private final LastEventId last = new LastEventId(parts);
    private final EventScanner scanner = new EventScanner();

    @Test
    void isOfTheLastEventThatHasEnded() {
        assertEquals("", last.toString());
        receive("id: 1-0\n\n");
        assertEquals("1-0", last.toString(), "an id alone");
        receive("id: 22-0\ndata: x\n");
        assertEquals("1-0", last.toString(), "an event that has not ended");
        receive("\n");
        assertEquals("22-0", last.toString());
        receive("data: y\n\n: a comment\n\n");
        assertEquals("22-0", last.toString(), "what has no id leaves it");
        String longer = "9".repeat(100);
        receive("id: " + longer + "\n\n");
        assertEquals(longer, last.toString());
    }

    @Test
    void passesEventsOn() {
        receive("id: 1\ndata: x\n\n");
        assertEquals("[data x, end]", parts.found.toString());
    }

    private void receive(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        scanner.scan(bytes, 0, bytes.length, 0, last);
    }
}
