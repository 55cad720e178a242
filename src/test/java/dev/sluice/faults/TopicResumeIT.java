package dev.sluice.faults;

import dev.sluice.testing.Await;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/**
 * Every subscriber of a stream topic gets every event exactly once and in order, though it is cut again and again while
 * they pour in and comes back to another node each time.
 */
class TopicResumeIT {
    private static final int SUBSCRIBERS = 1_000;
    private static final int EVENTS = 5_000;
    private static final int PER_SECOND = 1_000;

    private static RedisProcess redis;
    private static NodeProcess first;
    private static NodeProcess second;
    private static NodeProcess third;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.installed();
        first = start(redis);
        second = start(redis);
        third = start(redis);
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(third, second, first, redis);
    }

    private static NodeProcess start(RedisProcess of) throws Exception {
        return NodeProcess.start(of, "--topics", "news:*", "--node-lease", "2s");
    }

    private static TopicRun run(RedisProcess of, String topic, URI... nodes) throws Exception {
        return run(of, SUBSCRIBERS, topic, nodes);
    }

    private static TopicRun run(RedisProcess of, int subscribers, String topic, URI... nodes) throws Exception {
        List<URI> addresses = Arrays.stream(nodes)
                .map(node -> node.resolve("/sse?topic=" + topic))
                .toList();
        return new TopicRun(of.sharedClient(), addresses, List.of(topic), subscribers, EVENTS, PER_SECOND);
    }

    /** With so many, and so many processors, that several threads of the node write to them. */
    @Tag("long")
    @Test
    void everySubscriberGetsAllFromSeveralThreads() throws Exception {
        List<String> topics = List.of("news:one", "news:other");
        Map<String, String> environment =
                Map.of("SLUICE_REDIS_URL", redis.url(), "JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=4");
        try (NodeProcess node = NodeProcess.start(environment, "--topics", "news:*");
                TopicRun run = new TopicRun(
                        redis.sharedClient(),
                        List.of(node.uri("/sse?topic=news:one&topic=news:other")),
                        topics,
                        2_500,
                        Rounds.of(40, 100),
                        50)) {
            run.subscribers().cutPerSecond(100); // most are there at any time
            run.finish("one node");
        }
    }

    @Tag("long")
    @Test
    void everySubscriberGetsAllOverTwoNodes() throws Exception {
        try (TopicRun run = run(redis, "news:two", first.uri("/"), second.uri("/"))) {
            run.finish("two nodes");
        }
    }

    @Tag("long")
    @Test
    void everySubscriberGetsAllOverThreeNodes() throws Exception {
        try (TopicRun run = run(redis, "news:three", first.uri("/"), second.uri("/"), third.uri("/"))) {
            run.finish("three nodes");
        }
    }

    @Test
    void whileNodesAreKilled() throws Exception {
        int subscribers = Rounds.of(100, SUBSCRIBERS);
        try (TopicRun run = run(redis, subscribers, "news:killed", first.uri("/"), second.uri("/"), third.uri("/"))) {
            run.awaitShare(0.3);
            third.process().kill();
            run.awaitShare(0.6);
            third.restart();
            first.process().kill();
            run.finish("two of three nodes killed");
        } finally {
            startAgain(first);
            startAgain(third);
        }
    }

    private static void startAgain(NodeProcess node) throws Exception {
        if (!node.process().isAlive()) {
            node.restart();
        }
    }

    @Tag("long")
    @Test
    void everySubscriberGetsAllThroughNginx() throws Exception {
        try (NginxProcess nginx = NginxProcess.toNodes(first.port(), second.port());
                TopicRun run = run(redis, "news:nginx", URI.create("http://127.0.0.1:" + nginx.port()))) {
            run.finish("two nodes behind nginx");
        }
    }

    @Tag("long")
    @Test
    void whileRedisIsKilledAndStartsAgain() throws Exception {
        try (RedisProcess kept = RedisProcess.installed("--appendonly", "yes", "--appendfsync", "always");
                NodeProcess one = start(kept);
                NodeProcess other = start(kept);
                TopicRun run = run(kept, "news:kept", one.uri("/"), other.uri("/"))) {
            for (double share : new double[] {0.3, 0.6}) {
                run.awaitShare(share);
                kept.kill();
                kept.start();
            }
            run.finish("Redis killed twice");
        }
    }

    /** Messages of the queue go to one each, and may come twice where it is cut; the topics must not. */
    @Test
    void queueAndTwoTopicsOnEachStream() throws Exception {
        int messages = 500;
        String path = "/sse?queue=message_list&topic=news:a&topic=news:b";
        try (UnifiedJedis pushing = redis.sharedClient();
                TopicRun run = new TopicRun(
                        redis.sharedClient(),
                        List.of(first.uri(path), second.uri(path), third.uri(path)),
                        List.of("news:a", "news:b"),
                        Rounds.of(100, 500),
                        Rounds.of(1_500, EVENTS),
                        PER_SECOND)) {
            IntStream.range(0, messages).forEach(i -> pushing.lpush("message_list", "q" + i));
            run.finish("a queue and two topics");
            Await.until("every message", () -> run.subscribers().messages() == messages);
        }
    }
}
