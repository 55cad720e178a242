package dev.sluice.testing;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/** A browser that takes nothing, and messages that are more than the kernels on its way keep for it. */
public final class StuckBrowser {
    /** Too many to be sent, each nearly as long as a message may be. */
    public static final List<String> TOO_MUCH = tooMuch(20);

    private StuckBrowser() {}

    /** So many long messages, each different. */
    public static List<String> tooMuch(int messages) {
        String rest = "x".repeat(900_000);
        return IntStream.range(0, messages).mapToObj(i -> i + rest).toList();
    }

    /** Opens a stream of a node that nobody reads, as its only one. */
    public static EventStream open(NodeProcess node, String path) throws Exception {
        EventStream stream = open(node.uri(path));
        node.awaitConnections(1);
        return stream;
    }

    /** Opens a stream that nobody reads. */
    public static EventStream open(URI uri) throws IOException {
        return EventStream.openUnread(uri);
    }

    /** Pushes too much to a queue, and waits until some of it is claimed. */
    public static void stuff(Jedis client, String queue) throws Exception {
        TOO_MUCH.forEach(message -> client.lpush(queue, message));
        Claims.awaitSome(client);
    }
}
