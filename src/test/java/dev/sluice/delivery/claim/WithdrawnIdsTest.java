package dev.sluice.delivery.claim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.EventId;
import org.junit.jupiter.api.Test;

class WithdrawnIdsTest {
    @Test
    void onlySoManyIdsAreRemembered() {
        WithdrawnIds ids = new WithdrawnIds();
        for (int i = 1; i <= WithdrawnIds.MOST + 1; i++) {
            ids.add(new EventId("a", i));
        }
        assertFalse(ids.contains(new EventId("a", 1)), "the oldest is forgotten");
        assertTrue(ids.contains(new EventId("a", 2)));
        assertTrue(ids.contains(new EventId("a", WithdrawnIds.MOST + 1)));
    }
}
