package dev.sluice.bridge.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class KafkaFaultsTest {
    private static void check(String sentence, Exception failure) {
        assertEquals(
                "Kafka at h:1 " + sentence,
                KafkaFaults.of(KafkaExamples.settings(false), "cannot be used", failure)
                        .getMessage());
    }

    @Test
    void theDeepestCauseIsNamed() {
        Exception jaas = new IllegalArgumentException("Could not find a 'KafkaClient' entry.");
        check(
                "cannot be used: Could not find a 'KafkaClient' entry",
                new KafkaException(
                        "Failed to create new KafkaAdminClient",
                        new KafkaException("Failed to create new NetworkClient.", jaas)));
        check(
                "cannot be used: NoSuchFileException: /etc/kafka.jks",
                new KafkaException("Failed to load SSL keystore", new NoSuchFileException("/etc/kafka.jks")));
        check("cannot be used: IllegalStateException", new KafkaException("failed", new IllegalStateException()));
    }

    @Test
    void kindsAreFoundAtAnyDepth() {
        check(
                "does not accept the credentials: wrong password",
                new ExecutionException(new SaslAuthenticationException("wrong password")));
        check(
                "does not allow what the bridge asks for: Not authorized to access group: sluice",
                new KafkaException(GroupAuthorizationException.forGroupId("sluice")));
        check(
                "fails the TLS handshake: unable to find valid certification path",
                new SslAuthenticationException(
                        "SSL handshake failed", new Exception("unable to find valid certification path")));
        check(
                "cannot be used: the topic does not exist",
                new ExecutionException(
                        new TimeoutException("not present in metadata", new UnknownTopicOrPartitionException("x"))));
    }

    @Test
    void silenceHasNoInternals() {
        check("does not answer", new ExecutionException(new TimeoutException("Call(callName=describeTopics)")));
        check("does not answer", new TimeoutException("timed out", new DisconnectException("correlation id 3")));
    }
}
