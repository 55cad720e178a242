package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.sluice.bridge.source.Causes;
import dev.sluice.bridge.source.NetworkFault;
import dev.sluice.bridge.source.SourceException;
import java.util.concurrent.TimeoutException;

/** Turns exceptions of RabbitMQ's client into sentences. */
final class RabbitFaults {
    private static final int NOT_FOUND = 404;
    private static final int ACCESS_REFUSED = 403;
    /** How the client says that a message is longer than the settings allow. */
    private static final String TOO_LARGE = "Message body is too large";

    private RabbitFaults() {}

    static SourceException of(RabbitSettings settings, Throwable failure) {
        return new SourceException(settings + " " + sentence(settings, failure), failure);
    }

    private static String sentence(RabbitSettings settings, Throwable failure) {
        if (failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException) {
            return "does not accept the credentials";
        }
        ShutdownSignalException closed =
                Causes.find(ShutdownSignalException.class, failure).orElse(null);
        if (closed != null && closed.getReason() instanceof AMQP.Channel.Close close) {
            return switch (close.getReplyCode()) {
                case NOT_FOUND -> "has no queue \"" + settings.queue() + "\"";
                case ACCESS_REFUSED -> "does not allow the queue \"" + settings.queue() + "\"";
                default -> "has closed the channel: " + close.getReplyText();
            };
        }
        if (closed != null && closed.getReason() instanceof AMQP.Connection.Close close) {
            return "has closed the connection: " + close.getReplyText();
        }
        return withoutReply(settings, Causes.deepest(failure));
    }

    private static String withoutReply(RabbitSettings settings, Throwable cause) {
        if (String.valueOf(cause.getMessage()).startsWith(TOO_LARGE)) {
            return "has a message of more than " + settings.limits().messageBytes() + " bytes in the queue \""
                    + settings.queue() + "\", which does not fit into the bridge's memory: increase its heap (-Xmx),"
                    + " or remove the message";
        }
        if (cause instanceof OutOfMemoryError) {
            return "has sent more than fits into the bridge's memory: increase its heap (-Xmx)";
        }
        if (cause instanceof MalformedFrameException || cause instanceof TimeoutException) {
            return "does not answer in AMQP 0.9.1: it is too slow, or another server";
        }
        if (cause instanceof ShutdownSignalException) {
            return "has closed the connection";
        }
        return NetworkFault.of(cause).orElseGet(() -> "cannot be used: " + cause);
    }
}
