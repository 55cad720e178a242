package dev.sluice.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.RegistryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One node's way to the registry, on which calls fail. Checks that the node keeps to the rules of the port. */
final class TroubledRegistry implements ConnectionRegistry {
    /** What goes wrong with a call. */
    enum Fault {
        NONE,
        LOST_BEFORE,
        LOST_AFTER,
        LATE,
        CRASH_BEFORE,
        CRASH_AFTER
    }

    /** The node that called is no more. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final long LEAST_PAUSE_NANOS = 100_000_000L;

    /** A call of {@link #apply}. */
    private record Application(String incarnation, long number, List<RegistryChange> changes, boolean counted) {}

    private final ConnectionRegistry registry;
    private final LongSupplier clock;
    /** The calls of all nodes that are still under way. */
    private final List<Runnable> late;

    private Fault fault = Fault.NONE;
    private boolean away;
    private Runnable meanwhile = () -> {};
    private Application unanswered;
    private boolean applied;
    private boolean leaving;
    private long appliedAt;
    private final List<String> calls = new ArrayList<>();

    TroubledRegistry(ConnectionRegistry registry, LongSupplier clock, List<Runnable> late) {
        this.registry = registry;
        this.clock = clock;
        this.late = late;
    }

    void failNext(Fault next) {
        fault = next;
    }

    /** From now on no call is answered, or again. */
    void setAway(boolean isAway) {
        away = isAway;
    }

    /** Events between the next call's effect and its answer. */
    void meanwhile(Runnable events) {
        meanwhile = events;
    }

    /** From now on no pauses are expected. */
    void expectLeaving() {
        leaving = true;
    }

    /** Returns the names of all calls. */
    List<String> calls() {
        return calls;
    }

    private <T> T call(String name, Supplier<T> deed) {
        calls.add(name);
        Fault now = away ? Fault.LOST_BEFORE : fault;
        fault = Fault.NONE;
        switch (now) {
            case LOST_BEFORE -> throw new StoreUnavailableException("It did not answer.", null);
            case LATE -> {
                late.add(deed::get);
                throw new StoreUnavailableException("It did not answer yet.", null);
            }
            case CRASH_BEFORE -> throw new Crash();
            default -> {}
        }
        T answer = deed.get();
        Runnable events = meanwhile;
        meanwhile = () -> {};
        events.run();
        switch (now) {
            case LOST_AFTER -> throw new StoreUnavailableException("Its answer was lost.", null);
            case CRASH_AFTER -> throw new Crash();
            default -> {}
        }
        return answer;
    }

    @Override
    public void join(String node, String incarnation) {
        unanswered = null;
        call("join", () -> {
            registry.join(node, incarnation);
            return true;
        });
    }

    @Override
    public OptionalLong apply(
            String node, String incarnation, long number, List<? extends RegistryChange> changes, boolean counted) {
        Application application = new Application(incarnation, number, List.copyOf(changes), counted);
        if (unanswered != null) {
            assertEquals(unanswered, application, "an unanswered call is repeated as it was");
        }
        long now = clock.getAsLong();
        assertTrue(leaving || !applied || now - appliedAt >= LEAST_PAUSE_NANOS, "there is a pause between two calls");
        assertTrue(changes.size() <= RecordWriter.MAX_IN_CALL, "a call is bounded");
        applied = true;
        appliedAt = now;
        unanswered = application;
        OptionalLong answer =
                call("apply", () -> registry.apply(node, incarnation, number, application.changes(), counted));
        unanswered = null;
        return answer;
    }

    @Override
    public Set<String> ids(String node) {
        return call("ids", () -> registry.ids(node));
    }

    @Override
    public boolean remove(String node, String incarnation, String reason) {
        return call("remove", () -> registry.remove(node, incarnation, reason));
    }

    @Override
    public Map<String, String> nodes() {
        return call("nodes", registry::nodes);
    }

    @Override
    public Set<String> leased(Set<String> incarnations) {
        return call("leased", () -> registry.leased(incarnations));
    }
}
