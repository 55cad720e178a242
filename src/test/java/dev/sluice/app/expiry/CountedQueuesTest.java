package dev.sluice.app.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.QueuePolicies;
import dev.sluice.config.Setting;
import dev.sluice.config.SettingsLoader;
import dev.sluice.testing.ConfigFile;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountedQueuesTest {
    private QueuePolicies policies = policies("{max-age: none}", "{max-age: none}");
    private final CountedQueues counted = new CountedQueues(() -> policies);

    private static QueuePolicies policies(String inbox, String list) {
        String yaml = "queues:\n  'inbox:*': " + inbox + "\n  list: " + list + "\n";
        try {
            return new SettingsLoader(Map.of(), new Properties(), Map.of(Setting.CONFIG, ConfigFile.of(yaml)))
                    .load()
                    .queuePolicies();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> counted() {
        return Stream.of("inbox:1", "list").filter(counted).toList();
    }

    private void use(QueuePolicies next) {
        policies = next;
        counted.settingsChanged();
    }

    @Test
    void queueIsCountedOnAfterItsMaxAge() {
        assertEquals(List.of(), counted());
        policies = policies("{max-age: 10s}", "{max-age: none}");
        assertEquals(List.of("inbox:1"), counted(), "at once");
        counted.settingsChanged();
        policies = policies("{max-age: none}", "{max-age: none}");
        assertEquals(List.of("inbox:1"), counted(), "at once");
        counted.settingsChanged();
        use(policies("{max-age: none}", "{max-age: 1m}"));
        assertEquals(List.of("inbox:1", "list"), counted());
    }

    @Test
    void oldSettingsAreForgotten() {
        use(policies("{max-age: 10s}", "{max-age: none}"));
        for (int i = 1; i <= 30; i++) {
            use(policies("{max-age: none}", "{max-age: " + (1 + i % 2) + "m}"));
        }
        assertTrue(counted.test("inbox:1"), "equal settings count once");
        for (int i = 1; i <= 20; i++) {
            use(policies("{max-age: none}", "{max-age: " + i + "h}"));
        }
        assertFalse(counted.test("inbox:1"));
    }
}
