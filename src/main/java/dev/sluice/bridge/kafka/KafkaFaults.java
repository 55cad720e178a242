package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.SourceException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Turns exceptions of Kafka's client into sentences. */
final class KafkaFaults {
    private KafkaFaults() {}

    /** @param otherwise what Kafka does, if the exception is of no known kind */
    static SourceException of(KafkaSettings settings, String otherwise, Exception failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        String fault;
        if (cause instanceof AuthenticationException) {
            fault = "does not accept the credentials: " + cause.getMessage();
        } else if (cause instanceof AuthorizationException) {
            fault = "does not allow what the bridge asks for: " + cause.getMessage();
        } else if (cause instanceof UnknownTopicOrPartitionException) {
            fault = "does not have all of the topics " + String.join(", ", settings.topics());
        } else if (cause instanceof TimeoutException) {
            fault = "does not answer: " + cause.getMessage();
        } else {
            Throwable deepest = cause.getCause() == null ? cause : cause.getCause();
            fault = otherwise + ": " + deepest.getMessage();
        }
        return new SourceException("Kafka at " + settings.servers() + " " + fault, failure);
    }
}
