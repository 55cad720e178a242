package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.Presence;
import dev.sluice.store.registry.RegistryChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The record of connections in memory, as the ports describe it. Never fails by itself. Can return to an earlier state as
 * a whole, leases too.
 */
public final class InMemoryRegistry implements ConnectionRegistry, ConnectionDirectory {
    /** A node in the record. */
    private static final class NodeRecord {
        private String incarnation;
        private long number;
        private final Map<String, ConnectionEntry> connections = new LinkedHashMap<>();

        private NodeRecord copy() {
            NodeRecord copy = new NodeRecord();
            copy.incarnation = incarnation;
            copy.number = number;
            copy.connections.putAll(connections);
            return copy;
        }
    }

    private final int removedAtOnce;
    private final Map<String, NodeRecord> nodes = new TreeMap<>();
    private final Set<String> leases = new HashSet<>();
    private final Map<String, Long> consumers = new HashMap<>();
    private final Map<String, Long> subscribers = new HashMap<>();
    private final Map<String, PresenceCounts> presence = new HashMap<>();
    private final List<LifecycleEntry> lifecycle = new ArrayList<>();

    /** @param removedAtOnce how many connections one call of {@link #remove} removes */
    public InMemoryRegistry(int removedAtOnce) {
        this.removedAtOnce = removedAtOnce;
    }

    /** Returns a copy of all it holds. */
    InMemoryRegistry copy() {
        InMemoryRegistry copy = new InMemoryRegistry(removedAtOnce);
        copy.fallBack(this);
        return copy;
    }

    /** Takes the state of another one, whatever it holds now. */
    void fallBack(InMemoryRegistry earlier) {
        clear();
        earlier.nodes.forEach((name, node) -> nodes.put(name, node.copy()));
        leases.addAll(earlier.leases);
        consumers.putAll(earlier.consumers);
        subscribers.putAll(earlier.subscribers);
        earlier.presence.forEach((topic, counts) -> presence.put(topic, new PresenceCounts(counts)));
        lifecycle.addAll(earlier.lifecycle);
    }

    /** Forgets everything. */
    void clear() {
        nodes.clear();
        leases.clear();
        consumers.clear();
        subscribers.clear();
        presence.clear();
        lifecycle.clear();
    }

    /** Begins or ends an incarnation's lease. */
    public void lease(String incarnation, boolean held) {
        if (held) {
            leases.add(incarnation);
        } else {
            leases.remove(incarnation);
        }
    }

    /** Returns a view of the lifecycle, the oldest entry first. */
    public List<LifecycleEntry> lifecycle() {
        return Collections.unmodifiableList(lifecycle);
    }

    @Override
    public void join(String node, String incarnation) {
        NodeRecord here = nodes.computeIfAbsent(node, name -> new NodeRecord());
        if (here.incarnation == null || numberOf(incarnation) >= numberOf(here.incarnation)) {
            here.incarnation = incarnation;
            here.number = 0;
        }
    }

    private static long numberOf(String incarnation) {
        return Long.parseLong(incarnation.substring(incarnation.lastIndexOf('.') + 1));
    }

    @Override
    public OptionalLong apply(
            String node, String incarnation, long number, List<? extends RegistryChange> changes, boolean counted) {
        NodeRecord here = nodes.get(node);
        boolean repeated = here != null && number == here.number;
        boolean next = here != null && number == here.number + 1;
        if (here == null || !here.incarnation.equals(incarnation) || !repeated && !next) {
            return OptionalLong.empty();
        }
        if (next) {
            here.number = number;
            List<LifecycleEntry> told = new ArrayList<>();
            changes.forEach(change -> change(node, here, change).ifPresent(told::add));
            tell(node, told, counted);
        }
        return OptionalLong.of(here.connections.size());
    }

    private Optional<LifecycleEntry> change(String node, NodeRecord here, RegistryChange change) {
        if (change instanceof RegistryChange.Opened opened) {
            if (here.connections.putIfAbsent(opened.id(), opened.entry()) != null) {
                return Optional.empty();
            }
            count(opened.entry(), 1);
            return Optional.of(new LifecycleEntry.Connected(node, opened.entry()));
        }
        return removed(node, here, change.id(), ((RegistryChange.Closed) change).reason());
    }

    private Optional<LifecycleEntry> removed(String node, NodeRecord here, String id, String reason) {
        Optional<ConnectionEntry> entry = Optional.ofNullable(here.connections.remove(id));
        entry.ifPresent(gone -> count(gone, -1));
        return entry.map(gone -> new LifecycleEntry.Disconnected(node, gone, reason));
    }

    private void count(ConnectionEntry entry, long by) {
        entry.queues().forEach(queue -> consumers.merge(queue, by, Long::sum));
        entry.topics().forEach(topic -> subscribers.merge(topic, by, Long::sum));
        for (String topic : entry.presence()) {
            PresenceCounts counts = presence.computeIfAbsent(topic, name -> new PresenceCounts());
            if (by > 0) {
                counts.add(entry);
            } else {
                counts.remove(entry);
            }
        }
    }

    private void tell(String node, List<LifecycleEntry> told, boolean counted) {
        if (!counted) {
            lifecycle.addAll(told);
        } else if (!told.isEmpty()) {
            int connected = (int) told.stream()
                    .filter(LifecycleEntry.Connected.class::isInstance)
                    .count();
            lifecycle.add(new LifecycleEntry.Counted(node, connected, told.size() - connected));
        }
    }

    @Override
    public Set<String> ids(String node) {
        return Optional.ofNullable(nodes.get(node))
                .map(here -> Set.copyOf(here.connections.keySet()))
                .orElse(Set.of());
    }

    @Override
    public boolean remove(String node, String incarnation, String reason) {
        NodeRecord here = nodes.get(node);
        if (here == null || !here.incarnation.equals(incarnation)) {
            return false;
        }
        here.connections.keySet().stream()
                .limit(removedAtOnce)
                .toList()
                .forEach(id -> removed(node, here, id, reason).ifPresent(lifecycle::add));
        if (here.connections.isEmpty()) {
            nodes.remove(node);
        }
        return nodes.containsKey(node);
    }

    @Override
    public Map<String, String> nodes() {
        Map<String, String> incarnations = new TreeMap<>();
        nodes.forEach((name, node) -> incarnations.put(name, node.incarnation));
        return incarnations;
    }

    @Override
    public Set<String> leased(Set<String> incarnations) {
        Set<String> held = new HashSet<>(incarnations);
        held.retainAll(leases);
        return held;
    }

    @Override
    public Page list(Filter filter, Optional<String> after, int limit) {
        Map<String, ConnectionEntry> rest = new TreeMap<>();
        nodes.forEach((name, node) -> node.connections.values().stream()
                .filter(entry -> filter.matches(name, entry))
                .forEach(entry -> rest.put(entry.id(), entry)));
        after.ifPresent(id -> rest.keySet().removeIf(other -> other.compareTo(id) <= 0));
        List<ConnectionEntry> page = rest.values().stream().limit(limit).toList();
        return new Page(
                page,
                rest.size() > page.size()
                        ? Optional.of(page.get(page.size() - 1).id())
                        : Optional.empty());
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        nodes.forEach((name, node) -> counts.put(name, (long) node.connections.size()));
        return counts;
    }

    @Override
    public Presence presence(String topic, int limit) {
        return Optional.ofNullable(presence.get(topic))
                .orElseGet(PresenceCounts::new)
                .presence(limit);
    }

    @Override
    public Map<String, Long> consumers(Set<String> queues) {
        return numbers(consumers, queues);
    }

    @Override
    public Map<String, Long> subscribers(Set<String> topics) {
        return numbers(subscribers, topics);
    }

    private static Map<String, Long> numbers(Map<String, Long> counts, Set<String> names) {
        Map<String, Long> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, counts.getOrDefault(name, 0L)));
        return numbers;
    }
}
