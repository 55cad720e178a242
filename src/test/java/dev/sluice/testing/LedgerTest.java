package dev.sluice.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Ledger ledger = new Ledger();

    @Test
    @DisplayName("What nobody received is missing unless Redis has not said that it took it")
    void unreceivedIsMissingIfRedisTookIt() {
        ledger.accepted(1);
        ledger.accepted(2);
        Ledger.Line line = ledger.line(0);
        line.received(1);
        line.received(3);
        assertEquals("{2}", ledger.missing().toString());
        assertEquals(2, ledger.messages());
        assertEquals(2, ledger.received());
    }

    @Test
    @DisplayName("A second receipt is a duplicate, whichever browser had the first")
    void secondReceiptIsADuplicate() {
        ledger.line(0).received(1);
        ledger.line(1).received(1);
        ledger.line(1).received(1);
        assertEquals(2, ledger.duplicates());
        assertEquals(0, ledger.reordered());
        assertEquals(List.of(1, 1), ledger.duplicatesOutside(WINDOW));
    }

    @Test
    void brokenLineExplainsItsDuplicates() {
        Ledger.Line broken = ledger.line(0);
        broken.received(1);
        broken.broke();
        Ledger.Line sound = ledger.line(1);
        sound.received(1);
        assertEquals(List.of(), ledger.duplicatesOutside(WINDOW));
        assertEquals(List.of(1), ledger.duplicatesOutside(Duration.ZERO));
        ledger.line(2).received(1);
        assertEquals(List.of(1), ledger.duplicatesOutside(WINDOW));
    }

    @Test
    @DisplayName("The order is that of one browser over all its lines")
    void orderIsThatOfOneBrowser() {
        ledger.line(0).received(5);
        ledger.line(1).received(3);
        assertEquals(0, ledger.reordered());
        ledger.line(0).received(4);
        assertEquals(1, ledger.reordered());
    }
}
