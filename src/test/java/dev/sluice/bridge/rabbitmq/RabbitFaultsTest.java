package dev.sluice.bridge.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.testing.BridgeSettings;
import dev.sluice.testing.Ports;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RabbitFaultsTest {
    private static final ReadLimits LIMITS = new ReadLimits(5, 10, 1 << 20);

    private static Section section(String address) throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: {s: {uri: 'amqp://u:hunter2@" + address + "', queue: q}}");
        return new Section("s", all.sources().path("s"), Map.of());
    }

    private static RabbitSettings settings(String address) throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: {s: {uri: 'amqp://u:hunter2@" + address + "', queue: q}}");
        return RabbitSettings.read(new Section("s", all.sources().path("s"), Map.of()), new ReadLimits(5, 10, 1 << 20));
    }

    private static String fault(String address) throws Exception {
        Section section = section(address);
        return assertThrows(
                        SourceException.class,
                        () -> RabbitSource.opener(section, "s", LIMITS, false).open())
                .getMessage();
    }

    @Test
    void brokerThatIsAwayIsNamed() throws Exception {
        String address = "127.0.0.1:" + Ports.free();
        assertEquals("RabbitMQ at " + address + " cannot be reached: it accepts no connections", fault(address));
        assertEquals(
                "RabbitMQ at sluice.invalid:5672 cannot be reached: its host is not known", fault("sluice.invalid"));
    }

    @Test
    void serverOfOtherProtocolIsNamed() throws Exception {
        assertEquals(
                "RabbitMQ at h:1 does not answer in AMQP 0.9.1: it is too slow, or another server",
                RabbitFaults.of(settings("h:1"), new TimeoutException()).getMessage());
    }

    @Test
    void fullHeapIsNamed() throws Exception {
        assertEquals(
                "RabbitMQ at h:1 has sent more than fits into the bridge's memory: increase its heap (-Xmx)",
                RabbitFaults.of(settings("h:1"), new OutOfMemoryError()).getMessage());
    }
}
