package dev.sluice.app;

import dev.sluice.access.Need;
import dev.sluice.http.streams.DirectMessage;
import dev.sluice.http.streams.OpenStreams;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.StreamSelection;
import dev.sluice.http.streams.Streams;
import dev.sluice.redis.RedisNodeCalls;
import dev.sluice.redis.SharedClient;
import dev.sluice.store.registry.ConnectionId;
import dev.sluice.store.topic.PublicationListener;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The open streams of all nodes: calls over Redis reach those of the others. Thread-safe. */
final class AllStreams implements Streams, AutoCloseable {
    // What a call asks for.
    private static final String ACTION = "do";
    private static final String FIND = "find";
    private static final String RENEW = "renew";
    private static final String SEND = "send";
    private static final String END = "end";

    /** The member with the new end of a stream; never, without it. */
    private static final String EXPIRES = "expires";

    private static final String DATA = "data";
    private static final String EVENT = "event";
    /** The selections by which a message is sent. */
    private static final String TO = "to";

    /** How many streams an answer is about. */
    private static final String STREAMS = "streams";

    private final NodeName here;
    private final OpenStreams own;
    private final Supplier<Set<String>> nodes;
    private final RedisNodeCalls calls;

    /**
     * @param own the streams of this node
     * @param nodes reads the names of all nodes from the store
     */
    AllStreams(NodeName here, OpenStreams own, Supplier<Set<String>> nodes, SharedClient client) {
        this.here = here;
        this.own = own;
        this.nodes = nodes;
        this.calls = new RedisNodeCalls(here.toString(), client, this::answer);
    }

    /** Returns the listener to the channel of this node. */
    PublicationListener listener() {
        return calls;
    }

    @Override
    public CompletableFuture<Optional<StreamInfo>> find(String id) {
        return isHere(id)
                ? CompletableFuture.completedFuture(own.find(id))
                : found(id, Map.of(ACTION, FIND, StreamMembers.CONNECTION, id))
                        .thenApply(answer -> StreamMembers.info(id, answer));
    }

    @Override
    public CompletableFuture<Boolean> renew(String id, List<Need> granted, Optional<Instant> expires) {
        if (isHere(id)) {
            return CompletableFuture.completedFuture(own.renew(id, granted, expires));
        }
        Map<String, Object> call = new LinkedHashMap<>(Map.of(ACTION, RENEW, StreamMembers.CONNECTION, id));
        expires.ifPresent(end -> call.put(EXPIRES, end.toEpochMilli()));
        call.putAll(StreamMembers.of(granted));
        return found(id, call).thenApply(StreamMembers::isFound);
    }

    @Override
    public CompletableFuture<Outcome> send(List<StreamSelection> to, DirectMessage message) {
        boolean toAll = to.stream().anyMatch(each -> each.id().isEmpty());
        Optional<Set<String>> only = toAll
                ? Optional.empty()
                : Optional.of(to.stream()
                        .flatMap(each -> each.id().stream())
                        .map(ConnectionId::nodeOf)
                        .collect(Collectors.toSet()));
        return outcome(only, () -> own.send(to, message), name -> {
            Map<String, Object> call = new LinkedHashMap<>(Map.of(ACTION, SEND, DATA, message.data()));
            message.type().ifPresent(type -> call.put(EVENT, type));
            call.put(
                    TO,
                    to.stream()
                            .filter(each -> each.id()
                                    .map(ConnectionId::nodeOf)
                                    .filter(node -> !node.equals(name))
                                    .isEmpty())
                            .map(StreamMembers::of)
                            .toList());
            return call;
        });
    }

    @Override
    public CompletableFuture<Outcome> end(StreamSelection which, Optional<String> node) {
        Optional<String> ofId = which.id().map(ConnectionId::nodeOf);
        if (ofId.isPresent() && node.isPresent() && !ofId.equals(node)) {
            return CompletableFuture.completedFuture(new Outcome(0, true));
        }
        Map<String, Object> call = new LinkedHashMap<>(Map.of(ACTION, END));
        call.putAll(StreamMembers.of(which));
        return outcome(ofId.or(() -> node).map(Set::of), () -> own.end(which), name -> call);
    }

    /**
     * Carries out on the nodes that may have such streams, and adds up.
     *
     * @param only the only nodes that may; empty if all may
     * @param calling the call for each of the others
     */
    private CompletableFuture<Outcome> outcome(
            Optional<Set<String>> only, IntSupplier ownAction, Function<String, Map<String, Object>> calling) {
        boolean isHere = only.isEmpty() || only.get().stream().anyMatch(here::is);
        Outcome outcome = new Outcome(isHere ? ownAction.getAsInt() : 0, true);
        return only.map(CompletableFuture::completedFuture)
                .orElseGet(() -> calls.ask(nodes))
                .handle((names, failure) -> {
                    CompletableFuture<Outcome> all =
                            CompletableFuture.completedFuture(new Outcome(outcome.streams(), failure == null));
                    for (String name : failure == null ? names : Set.<String>of()) {
                        all = here.is(name) ? all : all.thenCombine(asked(name, calling.apply(name)), Outcome::plus);
                    }
                    return all;
                })
                .thenCompose(all -> all);
    }

    private CompletableFuture<Outcome> asked(String node, Map<String, Object> call) {
        return calls.call(node, call)
                .handle((answer, failure) -> failure == null && answer.get(STREAMS) instanceof Number streams
                        ? CompletableFuture.completedFuture(new Outcome(streams.longValue(), true))
                        : isGone(node).thenApply(gone -> new Outcome(0, gone)))
                .thenCompose(outcome -> outcome);
    }

    /** Returns true if a node that does not answer is in the record no more, and so has no streams. */
    private CompletableFuture<Boolean> isGone(String node) {
        return calls.ask(nodes).handle((names, failure) -> failure == null && !names.contains(node));
    }

    private boolean isHere(String id) {
        return here.is(ConnectionId.nodeOf(id));
    }

    /** Calls the node of a connection; if the node is gone, the answer is that there is no such stream. */
    private CompletableFuture<Map<String, Object>> found(String id, Map<String, Object> call) {
        String node = ConnectionId.nodeOf(id);
        return calls.call(node, call)
                .exceptionallyCompose(failure -> isGone(node)
                        .thenCompose(gone -> gone
                                ? CompletableFuture.completedFuture(Map.of(StreamMembers.FOUND, false))
                                : CompletableFuture.failedFuture(failure)));
    }

    /** Answers the call of another node. */
    private Map<String, Object> answer(Map<String, Object> call) {
        StreamSelection selected = StreamMembers.selection(call);
        return switch (String.valueOf(call.get(ACTION))) {
            case FIND ->
                selected.id().flatMap(own::find).map(StreamMembers::found).orElse(Map.of(StreamMembers.FOUND, false));
            case RENEW ->
                Map.of(
                        StreamMembers.FOUND,
                        own.renew(
                                selected.id().orElse(""),
                                StreamMembers.needs(call),
                                StreamMembers.time(call, EXPIRES)));
            case SEND -> send(call);
            case END -> end(call);
            default -> Map.of();
        };
    }

    private Map<String, Object> send(Map<String, Object> call) {
        List<StreamSelection> to = StreamMembers.selections(call, TO);
        int streams = own.send(
                to, new DirectMessage(StreamMembers.text(call, DATA).orElse(""), StreamMembers.text(call, EVENT)));
        return call.get(TO) instanceof List<?> all && all.size() == to.size()
                ? Map.of(STREAMS, streams)
                : Map.of(); // the caller learns that not all were reached
    }

    private Map<String, Object> end(Map<String, Object> call) {
        Map<String, Object> which = new HashMap<>(call);
        which.remove(ACTION);
        return StreamMembers.isSelection(which)
                ? Map.of(STREAMS, own.end(StreamMembers.selection(which)))
                : Map.of(); // as for an action that is not known
    }

    @Override
    public void close() {
        calls.close();
    }
}
