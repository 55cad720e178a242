package dev.sluice.delivery.claim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.MessageId;
import org.junit.jupiter.api.Test;

class WithdrawnIdsTest {
    @Test
    void onlySoManyIdsAreRemembered() {
        WithdrawnIds ids = new WithdrawnIds();
        for (int i = 1; i <= WithdrawnIds.MAX + 1; i++) {
            ids.add(new MessageId("a", i));
        }
        assertFalse(ids.contains(new MessageId("a", 1)), "the oldest is forgotten");
        assertTrue(ids.contains(new MessageId("a", 2)));
        assertTrue(ids.contains(new MessageId("a", WithdrawnIds.MAX + 1)));
    }
}
