package dev.sluice.http.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.config.ClientLimits;
import dev.sluice.config.Networks;
import dev.sluice.config.Setting;
import dev.sluice.connection.RetryDelay;
import dev.sluice.http.access.PartAccess;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.metrics.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LimitedAccessTest {
    private static final Need NEED = new Need(Right.PUBLISH, "jobs");

    private final NodeLimits limits = new NodeLimits(
            new Networks(List.of()), new RetryDelay(Duration.ofSeconds(3), new Random(1)), Metrics.ofNode(), () -> 0);

    /** Names one user before the body is read, and one with the decision; null for none. */
    private record Naming(String first, String later) implements RequestAccess {
        @Override
        public CompletableFuture<Access> decide(
                HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs) {
            throw new AssertionError();
        }

        @Override
        public CompletableFuture<PartAccess> begin(HttpServletRequest request, Optional<String> token, Right right) {
            PartAccess.Decision decision = new PartAccess.Decision(Optional.empty(), Optional.ofNullable(later));
            return CompletableFuture.completedFuture(new PartAccess(
                    Optional.ofNullable(first),
                    false,
                    needs -> CompletableFuture.completedFuture(Map.of(NEED, decision))));
        }

        @Override
        public boolean isForEverybody(Need need) {
            return false;
        }
    }

    private void publish(String first, String later) {
        new LimitedAccess(new Naming(first, later), limits::posts)
                .begin(FakeRequest.of("203.0.113.7"), Optional.empty(), Right.PUBLISH)
                .thenCompose(client -> client.decider().apply(Set.of(NEED)))
                .join();
    }

    private void assertLimited(String first, String later) {
        CompletionException failure = assertThrows(CompletionException.class, () -> publish(first, later));
        assertEquals(429, ((RefusedException) failure.getCause()).problem().status());
    }

    @Test
    void userOfTheDecisionCountsOnce() {
        limits.apply(new ClientLimits(new EnumMap<>(Map.of(Setting.LIMIT_POSTS_PER_USER, 2))));
        publish(null, "asked");
        publish(null, "asked");
        assertLimited(null, "asked");
        publish("ann", "ann");
        publish("ann", "ann");
        assertLimited("ann", "ann");
        for (int i = 0; i < 5; i++) {
            publish(null, null);
        }
    }

    @Test
    void withoutLimitsNothingIsAdded() {
        PartAccess begun = new LimitedAccess(RequestAccess.OPEN, limits::posts)
                .begin(FakeRequest.of("203.0.113.7"), Optional.empty(), Right.PUBLISH)
                .join();
        assertSame(PartAccess.OPEN, begun);
    }
}
