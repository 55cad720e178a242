package dev.sluice.app.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.metrics.Metric;
import dev.sluice.redis.QueueLength;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QueueBacklogTest {
    private long now;
    private final List<List<String>> questions = new ArrayList<>();
    private final QueueClaims served =
            new QueueClaims(List::of, queue -> queue.startsWith("inbox:") ? "inbox:*" : queue, () -> now);
    private final QueueBacklog backlog =
            new QueueBacklog(() -> List.of("inbox:*", "orders", "bad"), served, this::answer, () -> now);

    /** Each queue holds two messages and one dead letter, but those called bad are not known in full. */
    private List<QueueLength> answer(List<String> queues) {
        questions.add(queues);
        return queues.stream()
                .map(queue -> new QueueLength(
                        queue.endsWith("bad") ? OptionalLong.empty() : OptionalLong.of(2), OptionalLong.of(1)))
                .toList();
    }

    private void serveInboxes(int count) {
        for (int i = 0; i < count; i++) {
            served.serving("inbox:" + i);
        }
    }

    @Test
    void asksForNamesAndServedQueuesOfPatterns() {
        serveInboxes(3);
        assertEquals(Map.of("orders", 2L, "inbox:*", 6L), backlog.waiting());
        assertEquals(Map.of("orders", 1L, "bad", 1L, "inbox:*", 3L), backlog.dead());
        assertEquals(Map.of("orders", 0L, "bad", 0L, "inbox:*", 0L), backlog.uncounted());
    }

    @Test
    void incompleteFigureIsAbsent() {
        serveInboxes(2);
        served.serving("inbox:bad");
        assertEquals(Map.of("orders", 2L), backlog.waiting());
        assertEquals(3, backlog.dead().get("inbox:*"));
    }

    @Test
    void redisIsAskedOnceASecond() {
        backlog.waiting();
        backlog.dead();
        now += Duration.ofMillis(999).toNanos();
        backlog.uncounted();
        assertEquals(1, questions.size());
        now += Duration.ofMillis(2).toNanos();
        backlog.waiting();
        assertEquals(2, questions.size());
    }

    @Test
    @DisplayName("An entry with more queues than may be asked about has no figure, and a log line says so")
    void tooManyQueuesAreNotCounted() {
        serveInboxes(QueueBacklog.MAX_QUEUES - 2);
        assertEquals(2L * (QueueBacklog.MAX_QUEUES - 2), backlog.waiting().get("inbox:*"));
        serveInboxes(QueueBacklog.MAX_QUEUES - 1);
        now += Duration.ofSeconds(2).toNanos();
        assertEquals(Map.of("orders", 2L), backlog.waiting());
        assertEquals(QueueBacklog.MAX_QUEUES - 1, backlog.uncounted().get("inbox:*"));
        assertEquals(List.of("orders", "bad"), questions.get(1));
        assertTrue(Metric.QUEUE_UNCOUNTED.help().contains(" " + QueueBacklog.MAX_QUEUES + " "));
    }
}
