package dev.sluice.it;

import static dev.sluice.it.TrimmedTopic.HOUR;
import static dev.sluice.it.TrimmedTopic.longest;
import static dev.sluice.it.TrimmedTopic.oldest;
import static dev.sluice.it.TrimmedTopic.policy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.topic.TrimResult.Trimmed;
import dev.sluice.testing.Parts;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;

/** What consumer groups have still to read stays, up to ten times the length. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class TrimGroupsIT {
    private static final StreamEntryID START = new StreamEntryID(0, 0);

    @Parameter
    private boolean embedded;

    private TrimmedTopic topic;

    @BeforeEach
    void start() throws Exception {
        topic = new TrimmedTopic(embedded);
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(topic);
    }

    private StreamEntryID id(int sequence) {
        return new StreamEntryID(topic.now, sequence);
    }

    @Test
    void unreadIsKeptToTenTimesTheLength() {
        topic.add(topic.now, 1_000);
        topic.createGroup("audit", START);
        assertEquals(0, topic.trimAll(longest(100)).removed());
        assertEquals(1_000, topic.length());
    }

    @Test
    @DisplayName("What is beyond ten times the length is trimmed and counted, and the group named")
    void unreadBeyondThatIsTrimmedAndReported() {
        topic.add(topic.now, 15_000);
        topic.createGroup("audit", START);
        topic.createGroup("billing", id(14_990));
        Trimmed trimmed = topic.trimAll(longest(100));
        topic.assertLength(1_000, 1_099);
        assertEquals(15_000 - topic.length(), trimmed.removed());
        assertEquals(trimmed.removed(), trimmed.unread());
        assertEquals(List.of("audit"), trimmed.groups());
    }

    @Test
    void readEventsAreNotCounted() {
        topic.add(topic.now, 5_000);
        topic.createGroup("audit", id(1_233));
        Trimmed trimmed = topic.trimAll(longest(100));
        topic.assertLength(1_000, 1_099);
        assertEquals(trimmed.removed() - 1_234, trimmed.unread());
    }

    @Test
    void promptGroupAllowsTrimmingToTheLength() {
        topic.client.xgroupCreate("chat", "audit", START, true);
        for (int i = 0; i < 40; i++) {
            topic.add(topic.now + i, 500);
            topic.acknowledge("audit", topic.read("audit", 490));
            Trimmed trimmed = topic.trimAll(longest(1_000));
            assertEquals(0, trimmed.unread());
            topic.assertLength(Math.min(1_000, (i + 1) * 500), 1_099);
        }
    }

    @Test
    void waitsOnlyForGroupsThatAreBehind() {
        topic.add(topic.now, 3_000);
        topic.createGroup("audit", START);
        topic.acknowledge("audit", topic.read("audit", 1_550));
        topic.trimAll(longest(1_000));
        topic.assertLength(1_450, 1_549);
        topic.acknowledge("audit", topic.read("audit", 1_000));
        topic.trimAll(longest(1_000));
        topic.assertLength(1_000, 1_099);
    }

    @Test
    void whatAGroupHasNotAcknowledgedStaysToo() {
        topic.add(topic.now, 900);
        topic.createGroup("audit", START);
        List<StreamEntryID> read = topic.read("audit", 900);
        topic.acknowledge("audit", read.subList(0, 450));
        topic.acknowledge("audit", read.subList(451, 900));
        assertEquals(0, topic.trimAll(longest(100)).unread());
        topic.assertLength(450, 549);
        assertTrue(topic.ids().contains(read.get(450)));
        topic.acknowledge("audit", read);
        topic.trimAll(longest(100));
        topic.assertLength(100, 199);
    }

    @Test
    void whatIsPendingAndGoneHoldsNothingBack() {
        topic.add(topic.now, 900);
        topic.createGroup("audit", START);
        List<StreamEntryID> read = topic.read("audit", 900);
        topic.acknowledge("audit", read.subList(1, 900));
        topic.client.xdel("chat", read.get(0));
        topic.trimAll(longest(100));
        topic.assertLength(100, 199);
    }

    @Test
    void resetGroupIsWaitedForFromThere() {
        topic.add(topic.now, 900);
        topic.createGroup("audit", START);
        topic.read("audit", 900);
        topic.client.xgroupSetID("chat", "audit", START);
        assertEquals(0, topic.trimAll(longest(100)).removed());
    }

    @Test
    void fartherOfTwoGroupsDecides() {
        topic.add(topic.now, 900);
        topic.createGroup("audit", id(799));
        topic.createGroup("billing", id(299));
        topic.trimAll(longest(100));
        topic.assertLength(600, 699);
        assertTrue(topic.ids().contains(id(300)));
    }

    @Test
    void ageTrimsNothingUnreadByAGroup() {
        topic.add(topic.now - 2 * HOUR.toMillis(), 3_000);
        topic.add(topic.now, 5);
        topic.createGroup("audit", new StreamEntryID(topic.now - 2 * HOUR.toMillis(), 1_499));
        topic.trimAll(policy(10_000, HOUR));
        assertEquals(1_505, topic.length());
        assertEquals(new StreamEntryID(topic.now - 2 * HOUR.toMillis(), 1_500), topic.first());
        topic.acknowledge("audit", topic.read("audit", 1_500));
        topic.trimAll(policy(10_000, HOUR));
        assertEquals(6, topic.length());
    }

    @Test
    void waitsForEverWithoutALength() {
        topic.add(topic.now - 2 * HOUR.toMillis(), 3_000);
        topic.createGroup("audit", START);
        assertEquals(0, topic.trimAll(oldest(HOUR)).removed());
    }

    @Test
    @DisplayName("Ids of the application's own, and groups at the edges, are understood")
    void customIdsAndGroupsAtEdgesAreUnderstood() {
        for (int i = 1; i <= 300; i++) {
            topic.add(new StreamEntryID(i, 0));
        }
        topic.add(new StreamEntryID("9223372036854775807-9007199254740993"));
        String last = "18446744073709551615-18446744073709551615"; // which Jedis cannot hold
        topic.client.sendCommand(Protocol.Command.XGROUP, "CREATE", "chat", "end", last);
        topic.createGroup("near", new StreamEntryID("9223372036854775807-9007199254740992"));
        topic.trimAll(longest(100));
        topic.assertLength(100, 199);
    }
}
