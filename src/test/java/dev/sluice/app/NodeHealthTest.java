package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.NamePatterns;
import dev.sluice.connection.Connections;
import dev.sluice.connection.RetryDelay;
import dev.sluice.store.Refusal;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
    private final Connections connections = new Connections(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            new RetryDelay(Duration.ofSeconds(3), new Random(1)),
            10,
            0,
            Ticker.SYSTEM);
    private long now;
    private final RefusedChannels queues =
            new RefusedChannels("queue", () -> new NamePatterns(List.of("orders", "inbox:*")));
    private final RefusedChannels topics =
            new RefusedChannels("topic", () -> new NamePatterns(List.of("chat", "room:*")));
    private final NodeHealth health =
            new NodeHealth("n1", List.of(queues, topics), connections, () -> now, Duration.ofSeconds(2));

    @AfterEach
    void close() {
        connections.close(Duration.ZERO);
    }

    private void answerAndStep() {
        health.answered();
        health.stepSucceeded();
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void stepWithoutQuestionsDoesNotMakeReady() {
        pass(1);
        health.stepSucceeded();
        assertEquals(List.of("Redis has not answered yet."), health.ready().reasons());
        assertNull(health.ready().lastAnswerAgeMillis());
        answerAndStep();
        assertTrue(health.isReady());
        pass(3);
        assertEquals(3_000, health.ready().lastAnswerAgeMillis());
    }

    @Test
    void faultLastsUntilRedisAnswers() {
        pass(1);
        answerAndStep();
        pass(1);
        health.stepFailed("Redis cannot be used");
        pass(1);
        health.stepSucceeded();
        assertEquals(List.of("Redis cannot be used."), health.ready().reasons());
        answerAndStep();
        assertTrue(health.isReady());
    }

    @Test
    void unknownRevocationsAreAWarning() {
        pass(1);
        answerAndStep();
        health.addWarning(() -> Optional.of("Revocations are not read."));
        assertTrue(health.isReady());
        assertEquals(List.of("Revocations are not read."), health.ready().warnings());
    }

    @Test
    void stepsWithoutAnswersAreNoProof() {
        pass(1);
        answerAndStep();
        pass(13);
        health.stepSucceeded();
        assertEquals(
                List.of("For 13 s Redis has not answered on the connection that claims messages."),
                health.ready().reasons());
        assertEquals(List.of(), health.live().reasons());
    }

    @Test
    void shortRedisFaultDoesNotKeepBrowsersAway() {
        assertEquals(List.of("Redis has not answered yet."), health.accepting().reasons());
        pass(1);
        answerAndStep();
        pass(1);
        health.stepFailed("Redis cannot be used");
        pass(20);
        health.stepFailed("Redis cannot be used");
        assertEquals(List.of(), health.accepting().reasons());
        assertTrue(health.ready().accepting());
        pass(12);
        health.stepFailed("Redis cannot be used");
        assertEquals(List.of("Redis cannot be used."), health.accepting().reasons());
        assertFalse(health.ready().accepting());
        pass(1);
        answerAndStep();
        assertEquals(List.of(), health.accepting().reasons());
        health.stopping();
        assertEquals(List.of("The node is stopping."), health.accepting().reasons());
    }

    @Test
    void answersWithoutStepsAreNoProof() {
        pass(1);
        answerAndStep();
        pass(33);
        health.answered();
        List<String> reasons = List.of("The delivery has not made a step for 33 s.");
        assertEquals(reasons, health.ready().reasons());
        assertEquals(reasons, health.live().reasons());
    }

    @Test
    @DisplayName(
            "A refused queue is a reason not to be ready if the settings name it; if only a pattern matches it, it is a warning without its name")
    void refusedQueueIsReasonOrWarning() {
        pass(1);
        answerAndStep();
        queues.refused("inbox:secret", Refusal.of("it holds no list"));
        assertTrue(health.isReady());
        assertEquals(
                List.of("1 of the queues that match patterns cannot be delivered: it holds no list."),
                health.ready().warnings());
        queues.refused("orders", Refusal.of("it holds no list"));
        assertEquals(
                List.of("The queue \"orders\" is not delivered: it holds no list."),
                health.ready().reasons());
        queues.recovered("orders");
        assertTrue(health.isReady());
    }

    @Test
    void topicsThatAreRefusedStandBesideQueues() {
        pass(1);
        answerAndStep();
        queues.refused("orders", Refusal.of("it holds no list"));
        topics.refused("chat", Refusal.of("it holds no stream"));
        topics.refused("room:secret", Refusal.of("it holds no stream"));
        assertEquals(
                List.of(
                        "The queue \"orders\" is not delivered: it holds no list.",
                        "The topic \"chat\" is not delivered: it holds no stream."),
                health.ready().reasons());
        assertEquals(
                List.of("1 of the topics that match patterns cannot be delivered: it holds no stream."),
                health.ready().warnings());
    }

    @Test
    @DisplayName("A channel that the Redis user may not use is a warning, with its name if the settings name it")
    void forbiddenChannelIsAWarning() {
        pass(1);
        answerAndStep();
        queues.refused("orders", new Refusal("NOPERM", true));
        queues.refused("inbox:secret", new Refusal("NOPERM", true));
        topics.refused("chat", new Refusal("NOPERM", true));
        assertEquals(List.of(), health.ready().reasons());
        assertEquals(
                List.of(
                        "The queue \"orders\" is not delivered: NOPERM.",
                        "1 of the queues that match patterns cannot be delivered: NOPERM.",
                        "The topic \"chat\" is not delivered: NOPERM."),
                health.ready().warnings());
    }

    @Test
    @DisplayName("Pub/sub topics without a subscription make the node not ready; if that lasts, it accepts no browsers")
    void unheardPubsubTopicsMakeNotReady() {
        pass(1);
        answerAndStep();
        health.setPubsub(() -> Optional.of("Not subscribed to pub/sub topics: it was cut."));
        assertEquals(
                List.of("Not subscribed to pub/sub topics: it was cut."),
                health.ready().reasons());
        assertTrue(health.ready().accepting());
        pass(33);
        answerAndStep();
        assertFalse(health.ready().accepting());
        health.setPubsub(Optional::empty);
        answerAndStep();
        assertTrue(health.isReady());
        assertTrue(health.ready().accepting());
    }

    @Test
    void stoppingOrBrokenNodeIsNotReady() {
        pass(1);
        answerAndStep();
        health.stopping();
        assertEquals(List.of("The node is stopping."), health.ready().reasons());
        assertEquals(List.of(), health.live().reasons());
        health.broken();
        assertEquals(
                List.of("The delivery has failed for good (see the log); restart the node."),
                health.live().reasons());
        assertEquals(2, health.ready().reasons().size());
    }
}
