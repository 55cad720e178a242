package dev.sluice.http.directory;

import dev.sluice.access.Need;
import dev.sluice.http.streams.DirectMessage;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.StreamSelection;
import dev.sluice.http.streams.Streams;
import dev.sluice.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Streams as a test wants them. A connection whose id begins with "dead" is on a node that does not answer. */
final class FakeStreams implements Streams {
    private final Map<String, StreamInfo> streams = new HashMap<>();
    /** To whom messages were sent, in order. */
    final List<StreamSelection> sent = new ArrayList<>();

    void open(String id, String user) {
        streams.put(id, new StreamInfo(id, Optional.ofNullable(user), Optional.empty(), Instant.EPOCH, List.of()));
    }

    @Override
    public CompletableFuture<Optional<StreamInfo>> find(String id) {
        return id.startsWith("dead")
                ? CompletableFuture.failedFuture(new StoreUnavailableException("The node did not answer", null))
                : CompletableFuture.completedFuture(Optional.ofNullable(streams.get(id)));
    }

    @Override
    public CompletableFuture<Boolean> renew(String id, List<Need> granted, Optional<Instant> expires) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome> send(List<StreamSelection> to, DirectMessage message) {
        sent.addAll(to);
        boolean isDead = to.stream().flatMap(each -> each.id().stream()).anyMatch(id -> id.startsWith("dead"));
        long count = to.stream()
                .mapToLong(each -> streams.values().stream()
                        .filter(stream -> each.id().map(stream.id()::equals).orElse(true))
                        .filter(stream -> each.user()
                                .map(Optional::of)
                                .orElse(stream.user())
                                .equals(stream.user()))
                        .count())
                .sum();
        return CompletableFuture.completedFuture(new Outcome(count, !isDead));
    }

    @Override
    public CompletableFuture<Outcome> end(StreamSelection which, Optional<String> node) {
        throw new UnsupportedOperationException();
    }
}
