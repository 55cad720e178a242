package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.Causes;
import dev.sluice.bridge.source.SourceException;
import java.io.IOException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Turns exceptions of Kafka's client into sentences. */
final class KafkaFaults {
    private KafkaFaults() {}

    /** @param otherwise what Kafka does, if the exception is of no known kind */
    static SourceException of(KafkaSettings settings, String otherwise, Exception failure) {
        return new SourceException(settings + " " + fault(otherwise, failure), failure);
    }

    private static String fault(String otherwise, Exception failure) {
        String detail = deepestMessage(failure);
        if (isCausedBy(SslAuthenticationException.class, failure)) {
            return "fails the TLS handshake: " + detail;
        }
        if (isCausedBy(AuthenticationException.class, failure)) {
            return "does not accept the credentials: " + detail;
        }
        if (isCausedBy(AuthorizationException.class, failure)) {
            return "does not allow what the bridge asks for: " + detail;
        }
        if (isCausedBy(UnknownTopicOrPartitionException.class, failure)) {
            return otherwise + ": the topic does not exist";
        }
        if (isCausedBy(TimeoutException.class, failure)) {
            return "does not answer";
        }
        return otherwise + ": " + detail;
    }

    private static boolean isCausedBy(Class<? extends Throwable> type, Throwable failure) {
        return Causes.find(type, failure).isPresent();
    }

    private static String deepestMessage(Throwable failure) {
        Throwable cause = Causes.deepest(failure);
        String kind = cause.getClass().getSimpleName();
        if (cause.getMessage() == null) {
            return kind;
        }
        String message = cause.getMessage().replaceFirst("\\.$", "");
        // The message of these is often only the name of a file or host.
        return cause instanceof IOException ? kind + ": " + message : message;
    }
}
