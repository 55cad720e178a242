package dev.sluice.bridge.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.source.StandbyException;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.junit.jupiter.api.Test;

class JmsSourceTest {
    private static final int MIB = 1 << 20;
    private static final String UNREADABLE = "has a body that cannot be read";

    private static JmsSettings settings(ConnectionFactory... factories) {
        List<JmsSettings.Broker> brokers = List.of(factories).stream()
                .map(factory ->
                        new JmsSettings.Broker(new JmsUrl(URI.create("tcp://h:1"), "tcp://h:1", false), factory))
                .toList();
        return new JmsSettings(
                brokers,
                Optional.empty(),
                Optional.empty(),
                "orders",
                Optional.empty(),
                Optional.of("one"),
                new ReadLimits(5, 10, MIB),
                Optional.empty());
    }

    private static Source open(FakeJms broker) throws Exception {
        return new JmsSource.Opener(settings(broker.factory()), "s").open();
    }

    private static ActiveMQTextMessage unreadable() {
        return new ActiveMQTextMessage() {
            @Override
            public String getText() throws JMSException {
                throw new JMSException("corrupt");
            }
        };
    }

    @Test
    void unreadableBodyBlocksNothing() throws Exception {
        List<SourceRecord> records =
                open(new FakeJms(List.of(unreadable(), FakeJms.text("next")))).poll(Duration.ZERO);
        assertEquals(Optional.of(UNREADABLE), records.get(0).fault());
        assertEquals(Optional.empty(), records.get(1).fault());
    }

    @Test
    void lostConnectionIsNoFaultOfTheBody() throws Exception {
        FakeJms broker = new FakeJms(List.of(unreadable()));
        Source source = open(broker);
        broker.lose();
        assertThrows(SourceException.class, () -> source.poll(Duration.ZERO));
    }

    @Test
    void pollEndsWithTheBatchOrFourMebibytes() throws Exception {
        Source few = open(new FakeJms(Collections.nCopies(7, FakeJms.text("x"))));
        assertEquals(5, few.poll(Duration.ZERO).size());
        assertEquals(2, few.poll(Duration.ZERO).size());
        Source large = open(new FakeJms(Collections.nCopies(7, FakeJms.text("x".repeat(2 * MIB)))));
        assertEquals(2, large.poll(Duration.ZERO).size());
    }

    @Test
    void standbyStaysWithItsBroker() throws Exception {
        FakeJms taken = new FakeJms(List.of());
        taken.takeClientId();
        JmsSource.Opener opener =
                new JmsSource.Opener(settings(taken.factory(), new FakeJms(List.of()).factory()), "s");
        for (int i = 0; i < 2; i++) {
            String message = assertThrows(StandbyException.class, opener::open).getMessage();
            assertTrue(message.endsWith("with the client-id one; this copy stands by"), message);
        }
    }

    @Test
    void messageThatArtemisKeepsBackIsNamed() {
        JmsSettings settings = settings(new FakeJms(List.of()).factory());
        assertEquals(
                "ActiveMQ at tcp://h:1 has a message in \"orders\" that its client cannot read: remove it there",
                JmsFaults.of(settings, settings.brokers().get(0), new IndexOutOfBoundsException())
                        .getMessage());
    }
}
