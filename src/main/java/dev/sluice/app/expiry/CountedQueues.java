package dev.sluice.app.expiry;

import dev.sluice.channel.QueuePolicies;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The queues of which the node counts what it takes: those whose messages expire, or did since the node started. What is
 * known of their ages stays in Redis, and would be wrong if a {@code max-age} ended for a while, or on one node before the
 * others. Thread-safe.
 */
public final class CountedQueues implements Predicate<String> {
    /** If settings change more often, older ones are forgotten. */
    private static final int MAX = 20;

    private final Supplier<QueuePolicies> policies;
    /** Those by which messages may expire, newest first. */
    private volatile List<QueuePolicies> known = List.of();

    /** @param policies the policies of the moment */
    public CountedQueues(Supplier<QueuePolicies> policies) {
        this.policies = policies;
        settingsChanged();
    }

    /** Called when the settings have changed. */
    public synchronized void settingsChanged() {
        QueuePolicies now = policies.get();
        if (now.mayExpire()) {
            Stream<QueuePolicies> others =
                    known.stream().filter(one -> !one.toString().equals(now.toString()));
            known = Stream.concat(Stream.of(now), others).limit(MAX).toList();
        }
    }

    @Override
    public boolean test(String queue) {
        if (policies.get().expires(queue)) {
            return true;
        }
        for (QueuePolicies one : known) {
            if (one.expires(queue)) {
                return true;
            }
        }
        return false;
    }
}
