package dev.sluice.http.streams;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Open streams by the id of their connection and by their user. Thread-safe. */
final class StreamIndex {
    private final Map<String, OpenStream> byId = new ConcurrentHashMap<>();
    private final Map<String, Set<OpenStream>> byUser = new ConcurrentHashMap<>();

    void add(OpenStream stream) {
        byId.put(stream.info().id(), stream);
        stream.info()
                .user()
                .ifPresent(user -> byUser.compute(user, (name, streams) -> {
                    Set<OpenStream> all = streams == null ? ConcurrentHashMap.newKeySet() : streams;
                    all.add(stream);
                    return all;
                }));
    }

    void remove(OpenStream stream) {
        byId.remove(stream.info().id(), stream);
        stream.info()
                .user()
                .ifPresent(user -> byUser.computeIfPresent(user, (name, streams) -> {
                    streams.remove(stream);
                    return streams.isEmpty() ? null : streams;
                }));
    }

    Optional<OpenStream> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<OpenStream> all() {
        return byId.values();
    }

    /** Returns the selected streams. */
    List<OpenStream> select(StreamSelection selection) {
        return candidates(selection).stream()
                .filter(stream -> selection.matches(stream.info()))
                .toList();
    }

    private Collection<OpenStream> candidates(StreamSelection selection) {
        if (selection.id().isPresent()) {
            return find(selection.id().get()).map(List::of).orElse(List.of());
        }
        return selection
                .user()
                .<Collection<OpenStream>>map(user -> byUser.getOrDefault(user, Set.of()))
                .orElse(byId.values());
    }
}
