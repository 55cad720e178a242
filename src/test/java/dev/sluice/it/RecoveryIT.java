package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** Claims of nodes that are gone come back by themselves. */
class RecoveryIT {
    // Long enough for a node to be killed before it settles.
    private static final String[] OPTIONS = {"--node-lease", "3s", "--settle-delay", "3s", "--queues", "inbox:*"};

    @Test
    void killedNodesClaimsReturnInOrderInFront() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess killed = NodeProcess.start(redis, OPTIONS);
                NodeProcess other = NodeProcess.start(redis, OPTIONS)) {
            String[] messages = IntStream.range(0, 2_500).mapToObj(i -> "m" + i).toArray(String[]::new);
            try (EventStream stream =
                    EventStream.open(killed.uri("/sse?queue=inbox:1")).awaitConnected()) {
                client.lpush("inbox:1", messages);
                stream.awaitMessages(messages.length);
                killed.process().kill();
            }
            client.lpush("inbox:1", "the last one");
            // Nobody takes from the queue on the other node, and it is found all the same.
            Await.until("all is back", () -> client.llen("inbox:1") == messages.length + 1);
            try (EventStream stream =
                    EventStream.open(other.uri("/sse?queue=inbox:1")).awaitConnected()) {
                stream.awaitMessages(messages.length + 1);
                assertEquals(List.of(messages), stream.messages().subList(0, messages.length));
            }
        }
    }

    @Tag("long")
    @Test
    void aNodeAloneFindsWhatItsPredecessorLeft() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client()) {
            try (NodeProcess killed = NodeProcess.start(redis, OPTIONS);
                    EventStream stream =
                            EventStream.open(killed.uri("/sse?queue=inbox:1")).awaitConnected()) {
                client.lpush("inbox:1", "1");
                stream.awaitMessages(1);
                killed.process().kill();
            }
            try (NodeProcess next = NodeProcess.start(redis, OPTIONS);
                    EventStream stream =
                            EventStream.open(next.uri("/sse?queue=inbox:1")).awaitConnected()) {
                stream.awaitMessages(1);
                assertEquals(List.of("1"), stream.messages());
                Await.until(
                        "its predecessor is forgotten",
                        () -> client.keys("sluice:{sluice:nodes}:queues:*").size() == 1
                                && client.smembers("sluice:{sluice:nodes}:lapsed")
                                        .isEmpty());
            }
        }
    }

    @DisplayName("A node paused beyond its lease goes on as another one and settles nothing of its past")
    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void pausedNodeGoesOnAsAnother() throws Exception {
        String[] options = {"--node-lease", "3s", "--settle-delay", "3s"};
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess paused = NodeProcess.start(redis, options);
                NodeProcess other = NodeProcess.start(redis, options);
                EventStream first = EventStream.open(paused.uri("/sse")).awaitConnected()) {
            client.lpush("message_list", "1");
            first.awaitMessages(1);
            paused.process().signal("STOP");
            Await.until("it is back", () -> client.llen("message_list") == 1);
            try (EventStream second = EventStream.open(other.uri("/sse")).awaitConnected()) {
                second.awaitMessages(1);
            }
            paused.process().signal("CONT");
            paused.awaitLogged("The lease lapsed");
            // What the second one had comes back when its loss shows, before or after the next message.
            client.lpush("message_list", "2");
            first.awaitMessages(3);
            assertEquals(
                    List.of("1", "1", "2"), first.messages().stream().sorted().toList());
            Claims.awaitSettled(client);
        }
    }
}
