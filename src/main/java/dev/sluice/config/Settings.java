package dev.sluice.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a node, checked. Each component is the {@link Setting} of its name.
 *
 * @param redisUrl empty for the embedded Redis
 * @param maxConnections empty for as many as the limit of open files allows
 * @param httpPublish empty for the default: only with the embedded Redis
 */
public record Settings(
        String host,
        int port,
        Optional<URI> redisUrl,
        NamePatterns queues,
        Duration heartbeat,
        Duration retry,
        Duration settleDelay,
        Duration safetyPoll,
        int maxMessageBytes,
        OptionalInt maxConnections,
        int maxUnsettled,
        Optional<Boolean> httpPublish,
        List<String> allowedOrigins) {

    /** For the log, so without what lets one into Redis. */
    @Override
    public String toString() {
        return "host=" + host
                + " port=" + port
                + " redis="
                + redisUrl.map(Settings::withoutSecrets).orElse("embedded")
                + " queues=" + queues
                + " heartbeat=" + heartbeat
                + " retry=" + retry
                + " settle-delay=" + settleDelay
                + " safety-poll=" + safetyPoll
                + " max-message-bytes=" + maxMessageBytes
                + " max-connections=" + (maxConnections.isPresent() ? maxConnections.getAsInt() : "auto")
                + " max-unsettled=" + maxUnsettled
                + " http-publish=" + isHttpPublishOn()
                + " allowed-origins=" + allowedOrigins;
    }

    private static String withoutSecrets(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
    }

    /** Whether messages may be posted. */
    public boolean isHttpPublishOn() {
        return httpPublish.orElse(redisUrl.isEmpty());
    }
}
