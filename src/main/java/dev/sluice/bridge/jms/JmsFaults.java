package dev.sluice.bridge.jms;

import dev.sluice.bridge.source.Causes;
import dev.sluice.bridge.source.NetworkFault;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.StandbyException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSSecurityException;
import org.apache.activemq.artemis.api.core.ActiveMQConnectionTimedOutException;
import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;

/** Turns exceptions of the clients into sentences, which never show the parameters of a URL. */
final class JmsFaults {
    /** How the client of Classic says that the server sends nothing that it knows. */
    private static final String NO_OPENWIRE = "Wire format negotiation timeout";

    private JmsFaults() {}

    static SourceException of(JmsSettings settings, JmsSettings.Broker broker, Exception failure) {
        if (failure instanceof InvalidClientIDException) {
            String owner = settings.clientId().orElse("");
            return new StandbyException(
                    broker + " has a connection with the client-id " + owner + "; this copy stands by", failure);
        }
        return new SourceException(broker + " " + sentence(settings, broker, failure), failure);
    }

    private static String sentence(JmsSettings settings, JmsSettings.Broker broker, Exception failure) {
        if (failure instanceof JMSSecurityException) {
            return "does not accept the credentials, or does not allow \"" + settings.name() + "\"";
        }
        if (failure instanceof InvalidDestinationException) {
            return "has no queue or topic \"" + settings.name() + "\"";
        }
        Throwable cause = Causes.deepest(failure);
        if (cause instanceof ActiveMQNotConnectedException) { // of Artemis, whose client does not tell the cause
            return "cannot be reached: its host is not known, refuses the connection, or TLS fails";
        }
        if (cause instanceof ActiveMQConnectionTimedOutException) {
            return "does not answer in time";
        }
        if (cause instanceof ActiveMQDisconnectedException) {
            return "has closed the connection";
        }
        if (String.valueOf(cause.getMessage()).startsWith(NO_OPENWIRE)) {
            return "does not answer in OpenWire: it is too slow, or another server";
        }
        if (cause instanceof IndexOutOfBoundsException) { // of Artemis, whose client does not hand such a message out
            return "has a message in \"" + settings.name() + "\" that its client cannot read: remove it there";
        }
        return NetworkFault.of(failure).orElseGet(() -> "cannot be used: " + detail(broker, cause));
    }

    private static String detail(JmsSettings.Broker broker, Throwable cause) {
        return broker.url().hasParameters() || cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
    }
}
