package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuePoliciesTest {
    private static final QueuePolicy DEFAULTS = policy(1);

    private static QueuePolicy policy(int prefetch) {
        return new QueuePolicy(
                AckMode.SENT,
                prefetch,
                Duration.ofSeconds(30),
                5,
                100,
                MessageFormat.TEXT,
                QueueEnd.RIGHT,
                Optional.empty());
    }

    /** Entries in the given order, with the prefetch 10, 11, ... */
    private static QueuePolicies policies(String... entries) {
        Map<String, QueuePolicy> policies = new LinkedHashMap<>();
        for (String entry : entries) {
            policies.put(entry, policy(10 + policies.size()));
        }
        return new QueuePolicies(DEFAULTS, policies);
    }

    @Test
    void aNameComesBeforePatternsWhereverItStands() {
        QueuePolicies policies = policies("*", "in*", "inbox");
        assertEquals(12, policies.of("inbox").prefetch());
        assertEquals("inbox", policies.entryOf("inbox"));
    }

    @Test
    void theFirstPatternThatMatchesCounts() {
        QueuePolicies policies = policies("inbox:vip:*", "inbox:*", "*");
        assertEquals(10, policies.of("inbox:vip:1").prefetch());
        assertEquals(11, policies.of("inbox:1").prefetch());
        assertEquals(12, policies.of("orders").prefetch());
        assertEquals(10, policies("*", "inbox:*").of("inbox:1").prefetch());
    }

    @Test
    void whatNothingMatchesHasTheDefaults() {
        assertSame(DEFAULTS, policies("orders", "inbox:*").of("order"));
        assertSame(DEFAULTS, policies().of("orders"));
    }

    @Test
    void entryHidesNamesThatAPatternMatches() {
        QueuePolicies policies = policies("orders", "inbox:*");
        assertEquals("orders", policies.entryOf("orders"));
        assertEquals("inbox:*", policies.entryOf("inbox:secret"));
        assertEquals("*", policies.entryOf("secret"));
    }

    @Test
    void aPatternIsNoNameButMatchesItself() {
        assertEquals("inbox:*", policies("*:a", "inbox:*").entryOf("inbox:*"));
    }

    @Test
    void aLaterChangeOfTheMapChangesNothing() {
        Map<String, QueuePolicy> entries = new LinkedHashMap<>(Map.of("a", policy(2)));
        QueuePolicies policies = new QueuePolicies(DEFAULTS, entries);
        entries.clear();
        assertEquals(2, policies.of("a").prefetch());
        assertEquals(List.of("a"), List.copyOf(policies.entries().keySet()));
    }
}
