package dev.sluice.app.expiry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.expiry.ExpiryRefusedException;
import dev.sluice.store.expiry.ExpiryStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A store that notes its calls. */
final class FakeExpiryStore implements ExpiryStore {
    final List<String> calls = new ArrayList<>();
    final List<String> keys = new ArrayList<>();
    final Deque<RuntimeException> failures = new ArrayDeque<>();
    final List<String> refused = new ArrayList<>();
    final List<String> unanswered = new ArrayList<>();
    boolean isOthersTurn;
    int pieces = 1;

    @Override
    public boolean beginSweep(ChannelKind kind, String entry, Duration turn) {
        calls.add("begin " + entry + " " + turn.toMillis());
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return !isOthersTurn;
    }

    @Override
    public void find(ChannelKind kind, String pattern, Predicate<Collection<String>> found) {
        assertTrue(found.test(keys));
    }

    @Override
    public ExpiredMessages expire(String queue, QueueExpiry expiry, Duration interval) {
        calls.add("expire " + queue + " " + interval.toMillis());
        if (unanswered.contains(queue)) {
            throw new StoreUnavailableException("no server has its slot", null);
        }
        if (refused.contains(queue)) {
            throw new ExpiryRefusedException(Refusal.of("its key is odd"), null);
        }
        return new ExpiredMessages(2, --pieces > 0, Optional.empty());
    }

    @Override
    public void forgetAges(String queue) {
        calls.add("forget " + queue);
    }

    @Override
    public boolean removeIdle(String topic, Duration idleTtl) {
        calls.add("idle " + topic + " " + idleTtl);
        return true;
    }
}
