package dev.sluice.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.store.registry.ConnectionEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLedgerTest {
    private final ConnectionLedger ledger = new ConnectionLedger(() -> 0, () -> {});

    private void open(int connections, int topics) {
        List<String> names = IntStream.range(0, topics).mapToObj(i -> "t" + i).toList();
        for (int i = 0; i < connections; i++) {
            ledger.opened(new ConnectionEntry(
                    "id" + ledger.size(), Optional.empty(), Optional.empty(), 0, List.of(), names, List.of()));
        }
    }

    @Test
    void aCallHasFewConnectionsWithManyChannels() {
        open(120, 100);
        assertEquals(50, ledger.take(500).changes().size());
        for (int i = 0; i < 120; i++) {
            ledger.closed("id" + i, "closed");
        }
        assertEquals(50, ledger.take(500).changes().size());
        assertEquals(50, ledger.take(500).changes().size());
        assertEquals(50, ledger.take(500).changes().size());
        assertEquals(40, ledger.take(500).changes().size());
        assertFalse(ledger.hasChanges());
    }

    @Test
    void aCallHasManyConnectionsWithFewChannels() {
        open(700, 3);
        assertEquals(500, ledger.take(500).changes().size());
        assertEquals(200, ledger.take(500).changes().size());
    }
}
