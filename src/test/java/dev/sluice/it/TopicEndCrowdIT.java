package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.TwoNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

/** The end of a topic with many subscribers on two nodes. */
class TopicEndCrowdIT {
    private static final int SUBSCRIBERS = 1_000;

    @Test
    @DisplayName("All 1,000 subscribers of two nodes get the last event and the end, and nothing behind it")
    void allSubscribersGetEventAndEnd() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        try (TwoNodes both = TwoNodes.start("--topics", "job:*")) {
            for (int i = 0; i < SUBSCRIBERS; i++) {
                streams.add(EventStream.open((i % 2 == 0 ? both.node() : both.other()).uri("/sse?topic=job:1")));
            }
            for (EventStream stream : streams) {
                stream.awaitPlaced();
            }
            for (Map<String, String> fields :
                    List.of(Map.of("data", "half"), Map.of("data", "done", "end", "1"), Map.of("data", "too late"))) {
                both.client().xadd("job:1", StreamEntryID.NEW_ENTRY, fields);
            }
            String end = "{\"reason\":\"topic-ended\",\"topic\":\"job:1\",\"remaining\":0}";
            for (EventStream stream : streams) {
                Await.until("the end of a stream", stream::isEnded);
                assertEquals(List.of("half", "done"), stream.messages());
                assertEquals(
                        end, stream.events().get(stream.events().size() - 1).data());
            }
            both.node().awaitConnections(0);
            both.other().awaitConnections(0);
        } finally {
            for (EventStream stream : streams) {
                stream.close();
            }
        }
    }
}
