package dev.sluice.app;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.http.access.OpenStreams;
import dev.sluice.http.access.Streams;
import dev.sluice.redis.RedisNodeCalls;
import dev.sluice.redis.SharedClient;
import dev.sluice.store.topic.PublicationListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The open streams of all nodes: a call over Redis reaches those of another one. Thread-safe. */
final class AllStreams implements Streams, AutoCloseable {
    // The members of a call. It asks for a stream or, with RENEWED, extends it until EXPIRES; without that, for ever.
    private static final String CONNECTION = "connection";
    private static final String RENEWED = "renewed";
    private static final String EXPIRES = "expires";
    // The members of an answer.
    private static final String FOUND = "found";
    private static final String USER = "user";

    private final NodeName here;
    private final OpenStreams own;
    private final RedisNodeCalls calls;

    AllStreams(NodeName here, OpenStreams own, SharedClient client) {
        this.here = here;
        this.own = own;
        this.calls = new RedisNodeCalls(here.toString(), client, this::answer);
    }

    /** Returns the listener to the channel of this node. */
    PublicationListener listener() {
        return calls;
    }

    @Override
    public CompletableFuture<Optional<Info>> find(String id) {
        return here.is(NodeName.ofConnection(id))
                ? CompletableFuture.completedFuture(own.find(id))
                : call(id, Map.of(CONNECTION, id)).thenApply(AllStreams::info);
    }

    @Override
    public CompletableFuture<Boolean> renew(String id, List<Need> granted, Optional<Instant> expires) {
        if (here.is(NodeName.ofConnection(id))) {
            return CompletableFuture.completedFuture(own.renew(id, granted, expires));
        }
        Map<String, Object> call = new LinkedHashMap<>(Map.of(CONNECTION, id, RENEWED, true));
        expires.ifPresent(end -> call.put(EXPIRES, end.toEpochMilli()));
        call.putAll(members(granted));
        return call(id, call).thenApply(AllStreams::isFound);
    }

    private CompletableFuture<Map<String, Object>> call(String id, Map<String, Object> call) {
        return calls.call(NodeName.ofConnection(id), call);
    }

    /** Answers the call of another node. */
    private Map<String, Object> answer(Map<String, Object> call) {
        String id = String.valueOf(call.get(CONNECTION));
        if (call.containsKey(RENEWED)) {
            Optional<Instant> expires = call.get(EXPIRES) instanceof Number millis
                    ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
                    : Optional.empty();
            return Map.of(FOUND, own.renew(id, needs(call), expires));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        Optional<Info> found = own.find(id);
        answer.put(FOUND, found.isPresent());
        found.ifPresent(stream -> {
            stream.user().ifPresent(user -> answer.put(USER, user));
            answer.putAll(members(stream.needs()));
        });
        return answer;
    }

    private static Optional<Info> info(Map<String, Object> answer) {
        return isFound(answer)
                ? Optional.of(new Info(Optional.ofNullable(answer.get(USER)).map(String::valueOf), needs(answer)))
                : Optional.empty();
    }

    private static boolean isFound(Map<String, Object> answer) {
        return Boolean.TRUE.equals(answer.get(FOUND));
    }

    private static Map<String, List<String>> members(List<Need> needs) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        needs.forEach(need -> members.computeIfAbsent(need.right().toString(), right -> new ArrayList<>())
                .add(need.name()));
        return members;
    }

    private static List<Need> needs(Map<String, Object> members) {
        return Stream.of(Right.values())
                .filter(right -> members.get(right.toString()) instanceof List<?>)
                .flatMap(right -> ((List<?>) members.get(right.toString()))
                        .stream().map(name -> new Need(right, String.valueOf(name))))
                .toList();
    }

    @Override
    public void close() {
        calls.close();
    }
}
