package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.Tuple;

/** Two teams share a Redis, and the user of each may touch only what is its own. */
class TeamsIT {
    private RedisProcess redis;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        List<String> settings = new ArrayList<>();
        for (String team : List.of("red", "blue")) {
            settings.addAll(List.of("--user", team, "on", ">" + team));
            settings.addAll(rules(team));
        }
        redis = RedisProcess.installed(settings.toArray(String[]::new));
        client = redis.client();
    }

    /** As docs/redis.md has them. */
    private static List<String> rules(String team) {
        return List.of(
                "~" + team + ":*",
                "~sluice:{" + team + ":*",
                "~sluice:{sluice:nodes}:*",
                "~sluice:{sluice:lifecycle}:*",
                "~sluice:lifecycle",
                "&" + team + ":*",
                "&sluice:*",
                "&__redis__:invalidate",
                "+@read",
                "+@write",
                "+@scripting",
                "+@connection",
                "+client",
                "+time",
                "+subscribe",
                "+publish");
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(client, redis);
    }

    private NodeProcess node(String team, String... options) throws Exception {
        NodeProcess node = NodeProcess.start(
                Map.of("SLUICE_REDIS_URL", "redis://" + team + ":" + team + "@127.0.0.1:" + redis.port()),
                Stream.concat(Stream.of(options), Stream.of("--node-lease", "3s"))
                        .toArray(String[]::new));
        node.awaitReady();
        return node;
    }

    /** Claims messages of these queues, and is killed. */
    private void claimAndDie(String team, String... queues) throws Exception {
        NodeProcess node = node(team, "--queue-ack", "client", "--queues", team + ":*");
        try (EventStream stream = EventStream.open(node.uri("/sse?queue=" + String.join("&queue=", queues)))
                .awaitConnected()) {
            for (String queue : queues) {
                client.lpush(queue, "of " + queue);
            }
            Await.until(
                    "claims",
                    () -> Stream.of(queues)
                            .anyMatch(queue -> !client.keys("sluice:{" + queue + "}:processing:*")
                                    .isEmpty()));
            node.process().kill();
        }
    }

    /** Until the leases have been renewed so many times. */
    private void awaitRenewals(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            List<Tuple> before = client.zrangeWithScores("sluice:{sluice:nodes}:leases", 0, -1);
            Await.until(
                    "a renewal",
                    () -> !client.zrangeWithScores("sluice:{sluice:nodes}:leases", 0, -1)
                            .equals(before));
        }
    }

    /** How often nodes have looked after a queue that rang no bell. */
    private long safetyPolls() {
        String polls = client.info("commandstats").replaceAll("(?s).*cmdstat_exists:calls=([0-9]+),.*", "$1");
        return polls.matches("[0-9]+") ? Long.parseLong(polls) : 0;
    }

    @Tag("long")
    @Test
    @DisplayName("A dead node of the other team is reported once and left to its team")
    void otherTeamsDeadNodeIsLeftToIt() throws Exception {
        try (NodeProcess red = node("red", "--queues", "red:jobs")) {
            claimAndDie("blue", "blue:jobs");
            red.awaitLogged("Cannot return the claims of the dead node");
            claimAndDie("red", "red:jobs");
            Await.until("the own team's is back", () -> client.llen("red:jobs") == 1);
            awaitRenewals(5);
            assertEquals(1, red.logged("Cannot return the claims of the dead node"));
            assertTrue(red.process().output().contains("NOPERM"));
            assertTrue(red.readiness().isReady());
            try (NodeProcess blue = node("blue", "--queues", "blue:jobs")) {
                Await.until("the other team's is back", () -> client.llen("blue:jobs") == 1);
                Await.until("nothing is left", () -> client.scard("sluice:{sluice:nodes}:lapsed") == 0);
            }
        }
    }

    @Test
    @DisplayName("What the Redis user may not use costs that alone, is reported once and is seldom tried")
    void forbiddenChannelCostsItselfOnly() throws Exception {
        try (NodeProcess red = node(
                        "red",
                        "--queues",
                        "red:q,blue:q,blue:inbox:*",
                        "--topics",
                        "red:t,blue:t",
                        "--pubsub-topics",
                        "red:p,blue:p,blue:room:*",
                        "--safety-poll",
                        "500ms");
                EventStream stream = EventStream.open(
                                red.uri("/sse?queue=red:q&queue=blue:q&queue=blue:inbox:secret&topic=red:t&topic=blue:t"
                                        + "&topic=red:p&topic=blue:p&topic=blue:room:secret"))
                        .awaitConnected()) {
            Await.until("five warnings", () -> red.readiness().warnings().size() == 5);
            String warnings = red.readiness().warnings().toString();
            assertTrue(warnings.contains("The queue \"blue:q\" is not delivered: Redis says: NOPERM"), warnings);
            assertTrue(warnings.contains("The topic \"blue:t\" is not delivered"), warnings);
            assertTrue(warnings.contains("The pub/sub topic \"blue:p\" is not delivered"), warnings);
            assertTrue(warnings.contains("1 of the pub/sub topics that match patterns cannot be delivered"), warnings);
            assertFalse(warnings.contains("secret"), warnings);
            assertTrue(red.readiness().isReady());

            client.aclLogReset();
            client.configResetStat();
            Await.until("some safety polls", () -> safetyPolls() >= 5);
            long tries = client.aclLog().stream()
                    .mapToLong(entry -> entry.getCount())
                    .sum();
            long polls = safetyPolls();
            assertTrue(tries <= 5 * (polls + 1), tries + " tries of five channels in safety polls: " + polls);
            assertEquals(5, red.logged("; other channels continue: "));

            client.lpush("red:q", "1");
            client.xadd("red:t", XAddParams.xAddParams(), Map.of("data", "2"));
            Await.subscriber(client, "red:p");
            client.publish("red:p", "3");
            stream.awaitMessages(3);

            client.aclSetUser("red", "allkeys", "allchannels");
            Await.until("no warning", () -> red.readiness().warnings().isEmpty());
            client.lpush("blue:inbox:secret", "4");
            client.publish("blue:room:secret", "5");
            stream.awaitMessages(5);
        }
    }
}
