package dev.sluice.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** What is published to a channel of Redis, as a subscriber hears it. */
public final class HeardMessages implements AutoCloseable {
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final JedisPubSub listener = new JedisPubSub() {
        @Override
        public void onMessage(String channel, String message) {
            messages.add(message);
        }
    };
    private final CompletableFuture<Void> listening;

    private HeardMessages(RedisProcess redis, String channel) {
        listening = CompletableFuture.runAsync(() -> {
            try (Jedis client = redis.client()) {
                client.subscribe(listener, channel);
            }
        });
    }

    /** Subscribes to a channel. */
    public static HeardMessages of(RedisProcess redis, String channel) throws Exception {
        HeardMessages heard = new HeardMessages(redis, channel);
        Await.until("a subscription", heard.listener::isSubscribed);
        return heard;
    }

    /** Waits for the next message. */
    public String next() throws Exception {
        String message = messages.poll(1, TimeUnit.MINUTES);
        if (message == null) {
            throw new AssertionError("no message was published");
        }
        return message;
    }

    /** Returns what was heard besides; complete once it is closed. */
    public List<String> others() {
        return List.copyOf(messages);
    }

    /** Ends the subscription. */
    @Override
    public void close() throws Exception {
        listener.unsubscribe();
        listening.get(1, TimeUnit.MINUTES);
    }
}
