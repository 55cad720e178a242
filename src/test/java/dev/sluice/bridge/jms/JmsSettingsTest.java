package dev.sluice.bridge.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.config.ConfigException;
import dev.sluice.testing.BridgeSettings;
import java.util.List;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JmsSettingsTest {
    private static final ReadLimits LIMITS = new ReadLimits(500, 40, 1 << 20);
    private static final String SECRET = "hunter2";

    private static Section section(String yaml) throws Exception {
        return new Section(
                "s", BridgeSettings.of("sources: {s: " + yaml + "}").sources().path("s"), Map.of("URL", "tcp://h:7"));
    }

    private static JmsSettings read(JmsClient client, String yaml) throws Exception {
        return JmsSettings.read(section(yaml), LIMITS, false, client);
    }

    private static JmsSettings withUrl(JmsClient client, String url) throws Exception {
        return read(client, "{queue: q, url: " + url + "}");
    }

    private static List<String> addresses(JmsSettings settings) {
        return settings.brokers().stream().map(JmsSettings.Broker::toString).toList();
    }

    private static ActiveMQConnectionFactory classic(String parameters) throws Exception {
        return (ActiveMQConnectionFactory) withUrl(JmsClient.CLASSIC, "'tcp://h:1?" + parameters + "'")
                .brokers()
                .get(0)
                .factory();
    }

    private static org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory artemis(String url)
            throws Exception {
        return (org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory)
                withUrl(JmsClient.ARTEMIS, "'" + url + "'").brokers().get(0).factory();
    }

    @ParameterizedTest
    @EnumSource
    void urlsMayBeSeveralAndSecret(JmsClient client) throws Exception {
        assertEquals(
                List.of("ActiveMQ at tcp://h:7", "ActiveMQ at ssl://i:8"),
                addresses(withUrl(client, "['env:URL', 'ssl://i:8']")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failover:(tcp://h:1,tcp://i:1) | list several urls instead",
                "failover:tcp://h:1 | list several urls instead",
                "discovery:(multicast://default) | list several urls instead",
                "fanout:(static:(tcp://h:1)) | list several urls instead",
                "peer://group/name | list several urls instead",
                "(tcp://h:1,tcp://i:1)?ha=true | list several urls instead",
                "tcp://h:1#tcp://i:1 | list several urls instead",
                "vm://0 | it must be tcp:// or ssl://",
                "tpc://h:1 | it must be tcp:// or ssl://",
                "h:1 | it must be tcp:// or ssl://",
                "tcp://:1 | it must be tcp:// or ssl://",
                "tcp://h | a port up to 65535",
                "tcp://h:99999 | a port up to 65535",
                "tcp://u:hunter2@h:1 | user and password are settings of their own",
                "tcp://h:1?x=hunter2 | it must be tcp:// or ssl://",
            })
    void wrongUrlsAreRefusedWithoutTheirText(String url, String part) {
        for (JmsClient client : JmsClient.values()) {
            String text = url.replace("?x=", "?x= ");
            String message = assertThrows(ConfigException.class, () -> withUrl(client, "'" + text + "'"))
                    .getMessage();
            assertTrue(message.contains(part), message);
            assertFalse(message.contains(SECRET), message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{queue: q, topic: t, url: 'tcp://h:1'} | There must be exactly one of queue, topic",
                "{queue: q, subscription: s, url: 'tcp://h:1'} | subscription for s has no effect with a queue",
                "{queue: q, client-id: s, url: 'tcp://h:1'} | client-id for s has no effect with a queue",
                "{queue: q, password: s, url: 'tcp://h:1'} | password for s has no effect without a user",
                "{queue: q, dead-letter-queue: d, url: 'tcp://h:1'} | no effect without undeliverable: broker",
            })
    void settingsWithoutEffectAreRefused(String yaml, String part) {
        String message = assertThrows(ConfigException.class, () -> read(JmsClient.CLASSIC, yaml))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void classicKeepsToTheLimitsWhateverIsAsked() throws Exception {
        ActiveMQConnectionFactory factory = classic("jms.prefetchPolicy.all=9&jms.sendTimeout=0&jms.useAsyncSend=true");
        assertEquals(LIMITS.ahead(), factory.getPrefetchPolicy().getQueuePrefetch());
        assertEquals(LIMITS.ahead(), factory.getPrefetchPolicy().getDurableTopicPrefetch());
        assertEquals(5000, factory.getSendTimeout());
        assertTrue(factory.isAlwaysSyncSend());
    }

    @Test
    void artemisNeverReconnectsByItself() throws Exception {
        var factory = artemis("tcp://h:1?reconnectAttempts=-1&initialConnectAttempts=-1&failoverAttempts=-1"
                + "&producerWindowSize=10&blockOnDurableSend=false&preAcknowledge=true&callTimeout=99999");
        assertEquals(0, factory.getReconnectAttempts());
        assertEquals(1, factory.getInitialConnectAttempts());
        assertEquals(0, factory.getServerLocator().getFailoverAttempts());
        assertEquals(-1, factory.getProducerWindowSize());
        assertTrue(factory.isBlockOnDurableSend());
        assertFalse(factory.isPreAcknowledge());
        assertEquals(5000, factory.getCallTimeout());
        assertEquals(ReadLimits.POLL_BYTES, factory.getConsumerWindowSize());
    }

    @Test
    void tlsIsTheSameSchemeForArtemis() throws Exception {
        var factory = artemis("ssl://h:1?verifyHost=false");
        var parameters = factory.getStaticConnectors()[0].getParams();
        assertEquals("true", parameters.get("sslEnabled").toString());
        assertEquals("false", parameters.get("verifyHost").toString());
    }

    @ParameterizedTest
    @EnumSource
    void brokersAreTriedInTurnWithoutShowingSecrets(JmsClient client) throws Exception {
        String parameter = client == JmsClient.CLASSIC ? "?jms.password=" : "?trustStorePassword=";
        Section section = section("{queue: q, url: ['tcp://127.0.0.1:1" + parameter + SECRET + "', 'tcp://127.0.0.1:2',"
                + " 'tcp://127.0.0.1:3?nonsense=" + SECRET + "']}");
        SourceOpener opener = client == JmsClient.CLASSIC
                ? JmsSource.classic(section, "s", LIMITS, false)
                : JmsSource.artemis(section, "s", LIMITS, false);
        for (int port : new int[] {1, 2, 3, 1}) {
            String message = assertThrows(SourceException.class, opener::open).getMessage();
            assertTrue(message.startsWith("ActiveMQ at tcp://127.0.0.1:" + port + " can"), message);
            assertFalse(message.contains(SECRET), message);
            if (port == 2) {
                assertTrue(message.contains("cannot be reached: "), message);
            }
        }
    }
}
