package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DepthCheckTest {
    private static final Optional<String> TOO_DEEP = Optional.of("q has 12 messages, and max-depth is 10");

    private final Map<String, Long> depths = new HashMap<>();
    private boolean isRedisAway;
    private Set<String> asked = Set.of();
    private long now;
    private final DepthCheck check = new DepthCheck(this::depths, 10, () -> now);

    private Optional<Map<String, Long>> depths(Set<String> channels) {
        asked = Set.copyOf(channels);
        return isRedisAway ? Optional.empty() : Optional.of(depths);
    }

    private Optional<String> checkAfterASecond() {
        now += 1_000_000_000L;
        return check.check();
    }

    @Test
    void deepestChannelIsNamed() {
        depths.putAll(Map.of("p", 11L, "q", 12L, "r", 1L));
        check.wrote("p");
        check.wrote("q");
        assertEquals(Optional.empty(), check.check(), "not due");
        assertEquals(TOO_DEEP, checkAfterASecond());
        assertEquals(Set.of("p", "q"), asked);
        assertEquals(TOO_DEEP, check.check());
    }

    @Test
    void lastFaultHoldsWhileRedisIsAway() {
        depths.put("q", 12L);
        check.wrote("q");
        checkAfterASecond();
        isRedisAway = true;
        assertEquals(TOO_DEEP, checkAfterASecond());
        isRedisAway = false;
        depths.put("q", 9L);
        assertEquals(Optional.empty(), checkAfterASecond());
    }

    @Test
    void channelWithoutDepthIsNotDeep() {
        depths.put("q", 12L);
        check.wrote("q");
        checkAfterASecond();
        depths.clear(); // its key is of another type now
        assertEquals(Optional.empty(), checkAfterASecond());
    }

    @Test
    void hundredChannelsAreCheckedAtOnce() {
        for (int i = 0; i < 150; i++) {
            check.wrote("q" + i);
        }
        checkAfterASecond();
        assertEquals(100, asked.size());
        check.wrote("q140");
        checkAfterASecond();
        assertEquals(Set.of("q140"), asked);
    }
}
