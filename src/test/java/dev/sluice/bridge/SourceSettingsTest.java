package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.ConfigException;
import dev.sluice.testing.BridgeSettings;
import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSettingsTest {
    private static final String KAFKA = "kafka: {bootstrap-servers: h:1, topics: [a], group: g}";
    private static final String RABBIT = "rabbitmq: {uri: 'amqp://h', queue: a}";

    private static List<SourceSettings> read(String sources) throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: " + sources);
        return SourceSettings.read(all.sources(), all.settings(), Map.of("SECRET", "secret"));
    }

    @Test
    void allKindsOfSourcesAreRead() throws Exception {
        List<SourceSettings> sources = read("{a: {" + KAFKA + ", to: {queue: q}}, b: {" + RABBIT + ", to: {topic: t}},"
                + " c: {activemq: {url: 'tcp://h:1', queue: a}, to: {queue: q}},"
                + " d: {artemis: {url: 'tcp://h:1', topic: a, subscription: s, client-id: c}, to: {pubsub-topic: p}}}");
        assertEquals(
                List.of("a kafka queue q", "b rabbitmq topic t", "c activemq queue q", "d artemis pub/sub topic p"),
                sources.stream()
                        .map(source -> source.name() + " " + source.broker() + " " + source.target())
                        .toList());
    }

    @Test
    void defaultsAreThoseOfTheDocument() throws Exception {
        SourceSettings source = read("{a: {" + KAFKA + ", to: {queue: q}}}").get(0);
        assertEquals(new Undeliverables.ToDeadLetters("a"), source.undeliverables());
        Map<String, String> documented = new TreeMap<>();
        Pattern.compile("(?m)^\\| `([a-z-]+)`(?:, `([a-z-]+)`)*[^|]*\\|([^|]*)\\|")
                .matcher(Files.readString(Project.folder().resolve("docs/sources.md")))
                .results()
                .forEach(row -> documented.put(
                        row.group(1), row.group(3).replace("`", "").strip()));
        assertEquals(String.valueOf(SourceSettings.DEFAULT_BATCH), documented.get("batch"));
        assertEquals(String.valueOf(source.maxDepth()), documented.get("max-depth"));
        assertEquals(String.valueOf(source.replicas().count()), documented.get("wait-replicas"));
        assertEquals("dead-letters", documented.get("undeliverable"));
        assertEquals("the source's name", documented.get("dead-letters"));
        List<String> brokers = List.of("activemq", "artemis", "kafka", "rabbitmq"); // in one row
        List<String> undocumented = SourceSettings.names().stream()
                .filter(name -> !brokers.contains(name) && !documented.containsKey(name))
                .toList();
        assertEquals(List.of(), undocumented);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | no map of sources",
                "[a] | no map of sources",
                "{a b: {}} | The name of the source \"a b\" must be",
                "{a: 1} | The settings of the source a are not a map",
                "{a: {to: {queue: q}}} | There must be exactly one of activemq, artemis, kafka, rabbitmq for the source a.",
                "{a: {KAFKA, RABBIT, to: {queue: q}}} | for the source a, and there are kafka and rabbitmq.",
                "{a: {kafca: {}}} | no setting kafca for the source a; Perhaps you meant \"kafka\"",
                "{a: {KAFKA, to: {queue: q}, batch: 0}} | The setting batch for the source a is wrong",
                "{a: {KAFKA, to: {queue: q}, max-depth: many}} | The setting max-depth for the source a",
                "{a: {KAFKA}} | There is no setting to for the source a, but it is required",
                "{a: {KAFKA, to: {}}} | There must be exactly one of pubsub-topic, queue, topic for to in the source a.",
                "{a: {KAFKA, to: {queue: ''}}} | There is no setting queue for to in the source a, but it is required",
                "{a: {KAFKA, to: {pubsub-topic: p}, max-depth: 5}} | The setting max-depth for the source a has no effect",
                "{a: {RABBIT, to: {queue: q}, undeliverable: broker, dead-letters: x}} | has no effect with undeliverable: broker",
                "{a: {KAFKA, to: {queue: q}, undeliverable: brokr}} | Perhaps you meant \"broker\"",
                "{a: {KAFKA, to: {queue: q}, dead-letters: 'x*'}} | \"x*\" is a pattern",
                "{a: {KAFKA, to: {queue: q}, undeliverable: broker}} | There is no setting dead-letter-topic for kafka in the source a",
                "{a: {kafka: {topics: a, group: g}, to: {queue: q}}} | There is no setting bootstrap-servers for kafka in the source a",
                "{a: {kafka: {bootstrap-server: h}, to: {queue: q}}} | Perhaps you meant \"bootstrap-servers\"",
                "{a: {rabbitmq: {uri: 'http://h', queue: a}, to: {queue: q}}} | it must be amqp:// or amqps://",
                "{a: {rabbitmq: {uri: 'amqp://h:99999', queue: a}, to: {queue: q}}} | it must be amqp:// or amqps://",
                "{a: {activemq: {url: 'tcp://h:1', queue: a, topic: b}, to: {queue: q}}} | There must be exactly one of queue, topic",
                "{a: {activemq: {url: 'tcp://h:1', topic: b}, to: {queue: q}}} | There is no setting subscription",
            })
    void wrongSettingsAreNamed(String sources, String part) {
        String yaml = sources.replace("KAFKA", KAFKA).replace("RABBIT", RABBIT);
        String message = assertThrows(ConfigException.class, () -> read(yaml)).getMessage();
        for (String words : part.split("; ")) {
            assertTrue(message.contains(words), message);
        }
    }

    @Test
    void propertiesOfKafkaAreChecked() {
        String own =
                "{a: {kafka: {bootstrap-servers: h, topics: a, group: g, properties: {enable.auto.commit: 'true'}}}}";
        assertTrue(assertThrows(ConfigException.class, () -> read(own.replace("}}}}", "}}, to: {queue: q}}}")))
                .getMessage()
                .contains("enable.auto.commit is set by the bridge"));
        String unknown =
                own.replace("enable.auto.commit", "security.protocoll").replace("}}}}", "}}, to: {queue: q}}}");
        assertTrue(assertThrows(ConfigException.class, () -> read(unknown))
                .getMessage()
                .contains("Kafka's client has no security.protocoll. Perhaps you meant \"security.protocol\""));
    }

    @Test
    void wrongSecretsAreNotShown() {
        String message = assertThrows(
                        ConfigException.class,
                        () -> read("{a: {rabbitmq: {uri: 'amqp://u:secret@h:port', queue: a}, to: {queue: q}}}"))
                .getMessage();
        assertFalse(message.contains("secret"), message);
    }
}
