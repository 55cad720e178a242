package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A closed tab swallows no message. */
class DeadBrowserIT {
    private static final int TABS = 100;
    private static final int MESSAGES = 1_000;

    @Test
    @DisplayName("Messages pushed after a hundred tabs have closed all reach the one that is left")
    void closedTabsSwallowNoMessage() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                Jedis client = redis.client()) {
            List<EventStream> tabs = new ArrayList<>();
            for (int i = 0; i < TABS; i++) {
                tabs.add(EventStream.open(node.uri("/sse")).awaitConnected());
            }
            try (EventStream left = EventStream.open(node.uri("/sse")).awaitConnected()) {
                for (EventStream tab : tabs) {
                    tab.close();
                }
                for (int i = 0; i < MESSAGES; i++) {
                    client.lpush("message_list", "m" + i);
                }
                left.awaitMessages(MESSAGES);
                Set<String> received = new HashSet<>(left.messages());
                assertEquals(MESSAGES, received.size());
                assertEquals(MESSAGES, left.messages().size(), "none of them came twice");
            }
        }
    }

    @Test
    void messagesWrittenWhileTabsCloseReachSomebody() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--settle-delay", "1s");
                Jedis client = redis.client();
                EventStream left = EventStream.open(node.uri("/sse")).awaitConnected()) {
            Set<String> received = new HashSet<>();
            int pushed = 0;
            for (int round = 0; round < TABS; round++) {
                EventStream tab = EventStream.open(node.uri("/sse")).awaitConnected();
                for (int i = 0; i < 10; i++) {
                    client.lpush("message_list", "m" + pushed++);
                    if (i == 5) {
                        // What it has received stays received; what was on its way must come to the other.
                        received.addAll(tab.messages());
                        tab.close();
                    }
                }
            }
            int all = pushed;
            Await.until("all messages", () -> {
                received.addAll(left.messages());
                return received.size() == all;
            });
        }
    }
}
