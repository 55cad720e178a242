package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikelyNameTest {
    private static final List<String> KNOWN = List.of("queue", "topic", "after", "last", "lastEventId");

    @ParameterizedTest
    @CsvSource({
        "topics, topic",
        "Topic, topic",
        "queues, queue",
        "que, queue",
        "lasteventid, lastEventId",
        "channel, ",
        "x, ",
    })
    void theNearestIsMeantIfItIsNear(String name, String likely) {
        assertEquals(Optional.ofNullable(likely), LikelyName.find(name, KNOWN));
    }
}
