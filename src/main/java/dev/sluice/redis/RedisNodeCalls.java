package dev.sluice.redis;

import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.RandomTokens;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.topic.PublicationListener;
import dev.sluice.threads.Threads;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls from one node to another, and their answers, as JSON over Redis Pub/Sub: each node hears a channel of its own.
 * Thread-safe.
 */
public final class RedisNodeCalls implements PublicationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisNodeCalls.class);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private static final int MAX_WAITING = 1_000;
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final int ID_LENGTH = 16;

    // The members of a message. A call has "from", an answer has "to".
    private static final String ID = "id";
    private static final String FROM = "from";
    private static final String BODY = "body";

    private final String node;
    private final SharedClient client;
    private final UnaryOperator<Map<String, Object>> answerer;
    private final RandomTokens ids = new RandomTokens();
    private final Map<String, CompletableFuture<Map<String, Object>>> calls = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor publishing;

    /**
     * @param node the name of this node
     * @param client a client for many threads
     * @param answerer answers other nodes' calls; must not block
     */
    public RedisNodeCalls(String node, SharedClient client, UnaryOperator<Map<String, Object>> answerer) {
        this.node = node;
        this.client = client;
        this.answerer = answerer;
        publishing = Threads.pool("sluice-calls", 2, MAX_WAITING);
    }

    /** Returns the channel that a node hears. */
    public static String channel(Keyspace keys, String node) {
        return keys.own("calls:" + node);
    }

    /**
     * Calls a node. No thread waits.
     *
     * @param body the call
     * @return the answer; or a {@link StoreUnavailableException} if there was none within a second
     */
    public CompletableFuture<Map<String, Object>> call(String to, Map<String, ?> body) {
        String id = ids.next(ID_LENGTH);
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        calls.put(id, answer);
        publish(to, Map.of(ID, id, FROM, node, BODY, body), answer);
        return answer.orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        new StoreUnavailableException("The other node did not answer", failure)))
                .whenComplete((done, failure) -> calls.remove(id));
    }

    /**
     * Asks the store for something that calls need. No thread of the caller waits.
     *
     * @param question waits for the store
     */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, publishing);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new StoreUnavailableException("Too many calls to other nodes wait", e));
        }
    }

    @Override
    public void published(String channel, byte[] message) {
        try {
            take(channel, message);
        } catch (RuntimeException e) { // else the connection that hears of calls would end
            LOG.warn("A message on the channel {} was skipped", channel, e);
        }
    }

    private void take(String channel, byte[] message) {
        Map<String, Object> members;
        try {
            members = JSON.readValue(message, OBJECT);
        } catch (JacksonException e) {
            members = null;
        }
        if (members == null) {
            LOG.warn("A message on the channel {} was skipped: it is not a JSON object", channel);
            return;
        }
        String id = String.valueOf(members.get(ID));
        Map<String, Object> body = body(members);
        if (members.get(FROM) instanceof String from) {
            publish(from, Map.of(ID, id, BODY, answerer.apply(body)), new CompletableFuture<>());
        } else {
            CompletableFuture<Map<String, Object>> call = calls.remove(id);
            if (call != null) {
                call.complete(body);
            }
        }
    }

    private static Map<String, Object> body(Map<String, Object> members) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (members.get(BODY) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> body.put(String.valueOf(name), value));
        }
        return body;
    }

    private void publish(String to, Map<String, ?> message, CompletableFuture<?> outcome) {
        byte[] name = channel(client.keys(), to).getBytes(StandardCharsets.UTF_8);
        try {
            publishing.execute(() -> {
                try {
                    // Not before: the texts of many calls that wait would fill the memory.
                    byte[] json = JSON.writeValueAsBytes(message);
                    client.run(redis -> redis.publish(name, json));
                } catch (RuntimeException e) {
                    outcome.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            outcome.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        Threads.stop(publishing);
    }
}
