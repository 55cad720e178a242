package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikelyNameTest {
    private static final List<String> KNOWN = List.of("queue", "topic", "after", "last", "lastEventId");

    @ParameterizedTest
    @CsvSource({"SLUICE_ADMIN_TOKEN, ", "SLUICE_AUTH_KEY, ", "sluice_prt, SLUICE_PORT", "SLUICE_QUEUE, SLUICE_QUEUES"})
    void whatAllHaveInCommonDoesNotCount(String name, String likely) {
        List<String> known = List.of("SLUICE_DRAIN_TIME", "SLUICE_QUEUES", "SLUICE_PORT", "SLUICE_TOPICS");
        assertEquals(Optional.ofNullable(likely), LikelyName.find(name, known));
    }

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
