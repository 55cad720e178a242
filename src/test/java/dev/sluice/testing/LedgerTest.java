package dev.sluice.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Ledger ledger = new Ledger();

    @Test
    void whatNobodyReceivedIsMissingUnlessRedisHasNotSaidThatItTookIt() {
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
    void aSecondReceiptIsADuplicateWhoeverHadTheFirst() {
        ledger.line(0).received(1);
        ledger.line(1).received(1);
        ledger.line(1).received(1);
        assertEquals(2, ledger.duplicates());
        assertEquals(0, ledger.reordered());
        assertEquals(List.of(1, 1), ledger.duplicatesOutside(WINDOW));
    }

    @Test
    void aDuplicateIsExplainedByTheBreakOfTheLineThatHadItBefore() {
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
    void theOrderIsThatOfOneBrowserOverAllItsLines() {
        ledger.line(0).received(5);
        ledger.line(1).received(3);
        assertEquals(0, ledger.reordered());
        ledger.line(0).received(4);
        assertEquals(1, ledger.reordered());
    }
}
