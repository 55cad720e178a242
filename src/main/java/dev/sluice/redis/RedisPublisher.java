package dev.sluice.redis;

import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueEnds;
import dev.sluice.store.PublishException;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.MessagePublisher;
import dev.sluice.store.topic.TopicPublisher;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.params.XAddParams;

/** Pushes and publishes messages that come over HTTP. Thread-safe. */
public final class RedisPublisher implements MessagePublisher, TopicPublisher {
    private static final byte[] DATA = bytes("data");
    private static final byte[] EVENT = bytes("event");

    private final SharedClient client;
    private final QueueEnds ends;
    private final Consumer<String> added;

    /**
     * @param client a client for many threads
     * @param ends the end to take from, by queue
     * @param added receives the stream topic of each added event, to trim it: XADD itself would trim what a consumer
     *     group has not read; called by the thread that adds, must not block
     */
    public RedisPublisher(SharedClient client, QueueEnds ends, Consumer<String> added) {
        this.client = client;
        this.ends = ends;
        this.added = added;
    }

    @Override
    public void push(String queue, byte[] message) throws PublishException {
        boolean fromLeft = ends.of(queue) == QueueEnd.LEFT;
        publish(() -> client.run(
                queue,
                "list",
                redis -> fromLeft ? redis.rpush(bytes(queue), message) : redis.lpush(bytes(queue), message)));
    }

    @Override
    public StreamId add(String topic, byte[] data, String type) throws PublishException {
        Map<byte[], byte[]> fields = new LinkedHashMap<>();
        fields.put(DATA, data);
        if (!type.isEmpty()) {
            fields.put(EVENT, bytes(type));
        }
        byte[] id = publish(
                () -> client.run(topic, "stream", redis -> redis.xadd(bytes(topic), XAddParams.xAddParams(), fields)));
        added.accept(topic);
        return StreamId.parse(new String(id, StandardCharsets.US_ASCII)).orElseThrow();
    }

    @Override
    public void publish(String topic, byte[] message) throws PublishException {
        publish(() -> client.run(redis -> redis.publish(bytes(topic), message)));
    }

    private static <T> T publish(Supplier<T> command) throws PublishException {
        try {
            return command.get();
        } catch (StoreUnavailableException e) {
            throw new PublishException(e.getMessage(), e.getCause());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
