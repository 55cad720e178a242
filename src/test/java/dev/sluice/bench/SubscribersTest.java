package dev.sluice.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bench.client.EventScanner;
import dev.sluice.bench.producer.Payload;
import dev.sluice.bench.producer.Producer;
import dev.sluice.bench.producer.Publisher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private static final int PUBLISHED = 10;

    private final Subscribers subscribers = new Subscribers(2);

    @Test
    void countsWhatEachReceives() {
        subscribers.expectLast(PUBLISHED - 1);
        for (int number = 0; number < PUBLISHED; number++) {
            receive(0, number);
            if (number >= 4) {
                receive(1, number); // it came later than the first events
            }
        }
        assertEquals(16, subscribers.received());
        assertEquals(0, subscribers.duplicates());
        assertEquals(2, subscribers.complete());
    }

    @Test
    void repeatedOrLateEventIsADuplicate() {
        for (int number : new int[] {0, 1, 1, 3, 2, 4}) {
            receive(0, number);
        }
        assertEquals(4, subscribers.received());
        assertEquals(2, subscribers.duplicates());
    }

    @Test
    void anEventCountsOnceItHasEnded() {
        byte[] payload = Payload.of(0, 0, 64);
        subscribers.cursor(0).data(payload, 0, payload.length, 1);
        assertEquals(0, subscribers.received());
        subscribers.cursor(0).end();
        assertEquals(1, subscribers.received());
        subscribers.cursor(0).end();
        assertEquals(1, subscribers.received(), "an event of the server's own");
    }

    @Test
    void latencyIsFromSendingToReading() {
        byte[] payload = Payload.of(0, -5_000_000, 64);
        subscribers.cursor(0).data(payload, 0, payload.length, 2_000_000);
        subscribers.cursor(0).end();
        assertEquals(7_000, subscribers.latencyMicros().getMaxValue(), 7);
        assertEquals(0, subscribers.latencyMicros().getTotalCount(), "asked again");
    }

    @Test
    @DisplayName("All have begun once each has received something and the last one has, too")
    void begunOnceEachAndTheLastHasReceived() throws Exception {
        List<Integer> published = new ArrayList<>();
        Publisher publisher = new Publisher() {
            @Override
            public void publish(List<byte[]> payloads) {
                int number = Payload.number(payloads.get(0), 0);
                published.add(number);
                receive(0, number);
                if (number >= 2) {
                    receive(1, number); // its subscription holds only now
                }
            }

            @Override
            public void close() {}
        };
        assertEquals(4, subscribers.begin(new Producer(publisher, 64)));
        assertEquals(List.of(0, 1, 2, 3), published);
    }

    private void receive(int subscriber, int number) {
        byte[] event = ("data: " + new String(Payload.of(number, 0, 64), StandardCharsets.US_ASCII) + "\n\n")
                .getBytes(StandardCharsets.US_ASCII);
        new EventScanner().scan(event, 0, event.length, 1, subscribers.cursor(subscriber));
    }
}
