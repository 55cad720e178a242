package dev.sluice.bridge.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import dev.sluice.bridge.source.ReadLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final int MIB = 1 << 20;

    private static Arrivals arrivals(int batch, int ahead) {
        return new Arrivals(null, new ReadLimits(batch, ahead, MIB));
    }

    private static void deliver(Arrivals arrivals, int count, int bytes) {
        for (int i = 1; i <= count; i++) {
            arrivals.handleDelivery(
                    "tag", new Envelope(i, false, "", "k"), new AMQP.BasicProperties(), new byte[bytes]);
        }
    }

    private static int take(Arrivals arrivals) throws Exception {
        return arrivals.take(Duration.ZERO).size();
    }

    @Test
    void pollEndsWithTheBatch() throws Exception {
        Arrivals arrivals = arrivals(2, 10);
        deliver(arrivals, 3, 1);
        assertEquals(2, take(arrivals));
        assertEquals(1, take(arrivals));
        assertEquals(0, take(arrivals));
    }

    @Test
    void pollEndsAfterFourMebibytes() throws Exception {
        Arrivals arrivals = arrivals(100, 100);
        deliver(arrivals, 7, MIB);
        assertEquals(4, take(arrivals));
        assertEquals(3, take(arrivals));
    }

    @Test
    void missingDeliveryIsReported() throws Exception {
        Arrivals arrivals = arrivals(10, 2);
        deliver(arrivals, 2, 1);
        assertTrue(arrivals.failure().isEmpty());
        deliver(arrivals, 1, 1); // the broker must not send it
        assertTrue(arrivals.failure().isPresent());
    }
}
