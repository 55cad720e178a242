package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.threads.Threads;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a source that is a queue of RabbitMQ.
 *
 * @param factory has the address and the credentials
 */
record RabbitSettings(ConnectionFactory factory, String queue, ReadLimits limits) {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitSettings.class);

    private static final int MAX_PORT = 65_535;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Reads the section {@code rabbitmq}. */
    static RabbitSettings read(Section section, ReadLimits limits) {
        section.requireOnly(List.of("uri", "user", "password", "queue"));
        ConnectionFactory factory = factory(section);
        factory.setMaxInboundMessageBodySize(limits.messageBytes());
        section.secret("user").ifPresent(factory::setUsername);
        section.secret("password").ifPresent(factory::setPassword);
        return new RabbitSettings(factory, section.required("queue"), limits);
    }

    private static ConnectionFactory factory(Section section) {
        ConnectionFactory factory = new ConnectionFactory();
        String uri = section.requiredSecret("uri");
        try {
            URI parts = new URI(uri);
            if (parts.getHost() == null || parts.getPort() == 0 || parts.getPort() > MAX_PORT) {
                throw new IllegalArgumentException("no host, or no port");
            }
            factory.setUri(uri);
            if (factory.isSSL()) { // the client itself would trust any certificate
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has a default TLS", e);
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw section.invalid(
                    "uri", "it must be amqp:// or amqps://, user:password@, a host, a port and a virtual host");
        }
        factory.setAutomaticRecoveryEnabled(false); // the loop connects again
        factory.setConnectionTimeout((int) TIMEOUT.toMillis());
        factory.setHandshakeTimeout((int) TIMEOUT.toMillis());
        factory.setChannelRpcTimeout((int) TIMEOUT.toMillis());
        factory.setExceptionHandler(new QuietHandler());
        factory.setThreadFactory(Threads.factory("sluice-bridge-rabbitmq"));
        return factory;
    }

    /** The source reports what fails, without stack traces. */
    private static final class QuietHandler extends DefaultExceptionHandler {
        @Override
        protected void log(String message, Throwable failure) {
            LOG.debug(message, failure);
        }
    }

    /** Returns the address without credentials. */
    @Override
    public String toString() {
        return "RabbitMQ at " + factory.getHost() + ":" + factory.getPort();
    }
}
