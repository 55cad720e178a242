package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import dev.sluice.bridge.config.Section;
import dev.sluice.threads.Threads;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * The settings of a source that is a queue of RabbitMQ.
 *
 * @param factory has the address and the credentials
 * @param batch the most records of a poll
 */
record RabbitSettings(ConnectionFactory factory, String queue, int batch) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Reads the section {@code rabbitmq}. */
    static RabbitSettings read(Section section, int batch) {
        section.requireOnly(List.of("uri", "user", "password", "queue"));
        ConnectionFactory factory = factory(section);
        section.secret("user").ifPresent(factory::setUsername);
        section.secret("password").ifPresent(factory::setPassword);
        return new RabbitSettings(factory, section.required("queue"), batch);
    }

    private static ConnectionFactory factory(Section section) {
        ConnectionFactory factory = new ConnectionFactory();
        String uri = section.requiredSecret("uri");
        try {
            if (new URI(uri).getHost() == null) {
                throw new IllegalArgumentException("no host");
            }
            factory.setUri(uri);
            if (factory.isSSL()) { // the client itself would trust any certificate
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has a default TLS", e);
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw section.invalid("uri", "it must be amqp:// or amqps://, user:password@, a host and a virtual host");
        }
        factory.setAutomaticRecoveryEnabled(false); // the loop connects again
        factory.setConnectionTimeout((int) TIMEOUT.toMillis());
        factory.setHandshakeTimeout((int) TIMEOUT.toMillis());
        factory.setChannelRpcTimeout((int) TIMEOUT.toMillis());
        factory.setThreadFactory(Threads.factory("sluice-bridge-rabbitmq"));
        return factory;
    }

    /** Returns the address without credentials. */
    String address() {
        return "RabbitMQ at " + factory.getHost() + ":" + factory.getPort();
    }

    @Override
    public String toString() {
        return address();
    }
}
