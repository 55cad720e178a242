package dev.sluice.bridge.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.config.Section;
import dev.sluice.channel.ChannelKind;
import dev.sluice.config.ConfigException;
import dev.sluice.store.publish.Publication;
import dev.sluice.testing.BridgeSettings;
import dev.sluice.testing.PlainRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    private static final Map<String, String> NO_HEADERS = Map.of();

    private static Target target(String yaml) throws Exception {
        BridgeSettings settings =
                BridgeSettings.of("max-message-bytes: 100\nqueues: {typed: {format: json}}\nsources:\n  s: " + yaml);
        return new Target(
                new Section("the source s", settings.sources().path("s"), Map.of()), "s", settings.settings());
    }

    private static Publication publication(String yaml, String value, Map<String, String> headers) throws Exception {
        Routed routed = target(yaml).route(PlainRecord.of(value, headers));
        return assertInstanceOf(Routed.Ready.class, routed, routed.toString()).publication();
    }

    private static Routed.Undeliverable fault(String yaml, String value, Map<String, String> headers) throws Exception {
        return assertInstanceOf(Routed.Undeliverable.class, target(yaml).route(PlainRecord.of(value, headers)));
    }

    private static String text(Publication publication) {
        return new String(publication.data(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{queue: 'inbox:{header:user}'} | inbox:42",
                "{queue: 'orders:{key}'} | orders:k",
                "{topic: '{topic}'} | t",
                "{pubsub-topic: 'u:{json:user.id}'} | u:7",
                "{queue: '{{user:{header:user}}}:inbox'} | {user:42}:inbox",
            })
    void templateNamesTheChannel(String yaml, String channel) throws Exception {
        assertEquals(
                channel,
                publication(yaml, "{\"user\": {\"id\": 7}}", Map.of("user", "42"))
                        .channel());
    }

    @Test
    void kindsAreThoseOfTheSettings() throws Exception {
        assertEquals(
                ChannelKind.QUEUE, publication("{queue: q}", "v", NO_HEADERS).kind());
        assertEquals(
                ChannelKind.STREAM, publication("{topic: q}", "v", NO_HEADERS).kind());
        assertEquals(
                ChannelKind.PUBSUB,
                publication("{pubsub-topic: q}", "v", NO_HEADERS).kind());
    }

    @Test
    void dataIsTheValueOrItsField() throws Exception {
        String json = "{\"text\": \"ä\", \"part\": {\"n\": [1, 2]}}";
        assertEquals(json, text(publication("{queue: q}", json, NO_HEADERS)));
        assertEquals("ä", text(publication("{queue: q, data: 'json:text'}", json, NO_HEADERS)));
        assertEquals("[1,2]", text(publication("{queue: q, data: 'json:part.n'}", json, NO_HEADERS)));
        String numbers = "{\"n\":[0.12345678901234567890,2.50,10000000000000000.01,1E+400]}";
        assertEquals(
                "[0.12345678901234567890,2.50,10000000000000000.01,1E+400]",
                text(publication("{queue: q, data: 'json:n'}", numbers, NO_HEADERS)));
    }

    @Test
    void eventGoesWithStreamsAndJsonQueues() throws Exception {
        Map<String, String> headers = Map.of("type", "paid");
        Publication stream = publication("{topic: q, event: '{header:type}'}", "v", headers);
        assertEquals("paid", stream.type());
        assertEquals("v", text(stream));
        Publication queue = publication("{queue: typed, event: 'order-{header:type}'}", "a\"b", headers);
        assertEquals("{\"data\":\"a\\\"b\",\"event\":\"order-paid\"}", text(queue));
        assertEquals("", queue.type());
    }

    @Test
    void keyIsThePositionUnlessNamed() throws Exception {
        assertEquals("id", key("{queue: q}").orElseThrow().text());
        assertEquals(
                "k-42",
                key("{queue: q, key: '{key}-{header:user}'}").orElseThrow().text());
        assertEquals(Optional.empty(), key("{queue: q, key: none}"));
    }

    @Test
    void keysMayHaveAnyText() throws Exception {
        Publication publication =
                publication("{queue: q, key: 'a*:{header:id}:{header:v}'}", "v", Map.of("id", "urn:{*}", "v", "1"));
        assertEquals("a*:urn:{*}:1", publication.key().orElseThrow().text());
    }

    private static Optional<Publication.Key> key(String yaml) throws Exception {
        return publication(yaml, "v", Map.of("user", "42")).key();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "{", "}", "a}b", "\n", "", "a:b", "sluice:x"})
    void hostileHeadersNameNoChannel(String hostile) throws Exception {
        String reason = fault("{queue: '{header:user}:inbox'}", "v", Map.of("user", hostile))
                .reason();
        assertTrue(reason.startsWith("has no channel: the "), reason);
        assertTrue(reason.contains("header:user"), reason);
    }

    @Test
    void ownPrefixAndLongNamesAreRefused() throws Exception {
        assertTrue(fault("{queue: '{header:user}'}", "v", Map.of("user", "sluice:direct"))
                .reason()
                .contains("starts with sluice:"));
        assertTrue(fault("{queue: '{header:user}'}", "v", Map.of("user", "x".repeat(513)))
                .reason()
                .contains("more than 512 bytes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{queue: '{header:user}'} | v | the field \"header:user\" is missing",
                "{queue: '{json:id}'} | no JSON | is not JSON",
                "{queue: '{json:id}'} | {} | has no channel: the field \"json:id\" is missing",
                "{queue: '{json:id}'} | {\"id\": 1.5} | neither text nor a whole number",
                "{queue: q, data: 'json:id'} | {} | has no JSON field id",
                "{topic: q, event: '{header:type}'} | v | has no event type: the field \"header:type\" is missing",
                "{topic: q, event: '{json:id}'} | {\"id\": \"open\"} | has an event type that is \"open\"",
                "{queue: '{key}', event: x} | v | has an event type, but k has the format text",
                "{queue: q, key: '{header:id}'} | v | has no key: the field \"header:id\" is missing",
            })
    void faultsNameTheirReason(String yaml, String value, String reason) throws Exception {
        String found = fault(yaml, value, NO_HEADERS).reason();
        assertTrue(found.contains(reason), found);
    }

    @Test
    void valuesMustBeShortText() throws Exception {
        Routed malformed = target("{queue: q}").route(PlainRecord.of(new byte[] {'a', (byte) 0xff}, NO_HEADERS));
        assertEquals(new Routed.Undeliverable("is not UTF-8 at byte 1", Optional.of("q")), malformed);
        Routed none = target("{queue: q}").route(PlainRecord.faulty("has no value"));
        assertEquals(new Routed.Undeliverable("has no value", Optional.of("q")), none);
        assertEquals(
                new Routed.Undeliverable("has 101 bytes, more than 100", Optional.of("q")),
                fault("{queue: q}", "x".repeat(101), NO_HEADERS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{queue: 'a*'} | has a *, but must name one channel",
                "{queue: '{heder:user}'} | has the placeholder {heder:user}; there are {key}, {topic}",
                "{queue: '{key}{topic}'} | right behind another one",
                "{queue: 'sluice:{key}'} | starts with sluice:",
                "{queue: 'a{'} | opening brace that is not closed",
                "{queue: a, topic: b} | exactly one of pubsub-topic, queue, topic",
                "{data: value} | exactly one of pubsub-topic, queue, topic",
                "{queue: a, key: position} | \"position\" has no placeholder",
                "{queue: a, event: paid} | a has the format text",
                "{topic: a, event: open} | \"open\"",
                "{queue: a, data: 'json:'} | must be value or json:FIELD",
                "{queue: a, event: '{json:a..b}'} | has the placeholder {json:a..b}",
            })
    void wrongSettingsAreNamed(String yaml, String reason) {
        String message = assertThrows(ConfigException.class, () -> target(yaml)).getMessage();
        assertTrue(message.contains("for the source s"), message);
        assertTrue(message.contains(reason), message);
    }
}
