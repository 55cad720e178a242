package dev.sluice.http.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.http.answer.Answer;
import dev.sluice.http.streams.DirectMessage;
import dev.sluice.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectSenderTest {
    private final FakeStreams streams = new FakeStreams();
    private final Metrics metrics = Metrics.ofNode();
    private final DirectSender sender = new DirectSender(streams, metrics);

    DirectSenderTest() {
        streams.open("ann1", "ann");
        streams.open("ann2", "ann");
        streams.open("bob1", "bob");
    }

    private Answer send(Set<String> connections, Set<String> users, boolean complete) {
        return sender.send(new Recipients(connections, users, complete), new DirectMessage("x", Optional.empty()))
                .join();
    }

    private static String body(Answer answer) {
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    private void assertMetric(String name, int value) throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(text);
        assertTrue(text.toString(StandardCharsets.UTF_8).contains("\n" + name + " " + value + ".0\n"), text.toString());
    }

    @Test
    void addsUpWhoGotIt() throws Exception {
        assertEquals("200 {\"delivered\":3}", body(send(Set.of("bob1"), Set.of("ann"), true)));
        assertMetric("sluice_direct_delivered_total", 3);
        assertMetric("sluice_direct_undeliverable_total", 0);
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        assertEquals(404, send(Set.of("gone"), Set.of("carol"), true).status());
        assertEquals(404, send(Set.of(), Set.of(), true).status());
        assertMetric("sluice_direct_undeliverable_total", 2);
    }

    @Test
    void saysThatItIsNotKnown() throws Exception {
        Answer answer = send(Set.of("deadnode"), Set.of(), true);
        assertEquals(503, answer.status());
        assertEquals("5", answer.headers().get("Retry-After"));
        assertEquals(503, send(Set.of(), Set.of(), false).status());
        assertMetric("sluice_direct_undeliverable_total", 0);
    }

    @Test
    void saysThatPerhapsOthersGotItToo() {
        String some = "200 {\"delivered\":1,\"complete\":false}";
        assertEquals(some, body(send(Set.of("deadnode", "bob1"), Set.of(), true)));
        assertEquals(some, body(send(Set.of("bob1"), Set.of(), false)));
    }
}
