package dev.sluice.config;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.NamePatterns;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.logging.LogFormat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a node, checked. Each component but the policies is the {@link Setting} of its name.
 *
 * @param redisUrl empty for the embedded Redis
 * @param redisChosen true if one was named, {@code embedded} too; else the embedded Redis serves the loopback only
 * @param namespace empty for none
 * @param queuePolicies the policy of each queue
 * @param deadLetters the bounds on each queue's dead letters
 * @param topics the stream topics
 * @param topicPolicies the policy of each stream topic
 * @param pubsubTopicPolicies the policy of each pub/sub topic
 * @param maxConnections empty for as many as open files and the container allow
 * @param httpPublish empty for the default: only with the embedded Redis, or as access control grants
 * @param access empty if access control is off
 * @param limits the limits on each address and each user
 */
public record Settings(
        String host,
        int port,
        Optional<RedisUrl> redisUrl,
        boolean redisChosen,
        boolean redisRequired,
        Optional<String> namespace,
        NamePatterns queues,
        QueuePolicies queuePolicies,
        DeadLetterBounds deadLetters,
        NamePatterns topics,
        ChannelPolicies<TopicPolicy> topicPolicies,
        NamePatterns pubsubTopics,
        ChannelPolicies<PubsubTopicPolicy> pubsubTopicPolicies,
        Duration heartbeat,
        Duration keepAlive,
        Duration stallTimeout,
        Duration retry,
        Duration drainTime,
        Duration settleDelay,
        Duration safetyPoll,
        Duration nodeLease,
        int maxMessageBytes,
        OptionalInt maxConnections,
        int maxUnsettled,
        Optional<Boolean> httpPublish,
        Duration publishKeyAge,
        List<Origin> allowedOrigins,
        Networks trustedProxies,
        NamePatterns ignoredParameters,
        Optional<AccessSettings> access,
        Optional<SecretToken> adminToken,
        Optional<SecretToken> metricsToken,
        NamePatterns presence,
        boolean lifecycle,
        Optional<Duration> streamMaxAge,
        ClientLimits limits,
        LogFormat logFormat) {

    /** The embedded Redis, on purpose, in place of a URL. */
    public static final String EMBEDDED = "embedded";

    /** Returns the settings for the log, without credentials. */
    @Override
    public String toString() {
        return "host=" + host
                + " port=" + port
                + " redis="
                + redisUrl.map(RedisUrl::toString).orElse(redisChosen ? EMBEDDED : EMBEDDED + " for the loopback only")
                + " redis-required=" + (redisRequired ? "on" : "off")
                + " namespace=" + namespace.orElse("none")
                + " queues=" + queues
                + " queue-policies=" + queuePolicies
                + " dead-letters={" + deadLetters + "}"
                + " topics=" + topics
                + " topic-policies=" + topicPolicies
                + " pubsub-topics=" + pubsubTopics
                + " pubsub-topic-policies=" + pubsubTopicPolicies
                + " heartbeat=" + heartbeat
                + " keep-alive=" + keepAlive
                + " stall-timeout=" + stallTimeout
                + " retry=" + retry
                + " drain-time=" + drainTime
                + " settle-delay=" + settleDelay
                + " safety-poll=" + safetyPoll
                + " node-lease=" + nodeLease
                + " max-message-bytes=" + maxMessageBytes
                + " max-connections=" + (maxConnections.isPresent() ? maxConnections.getAsInt() : "auto")
                + " max-unsettled=" + maxUnsettled
                + " http-publish=" + isHttpPublishOn()
                + " publish-key-age=" + publishKeyAge
                + " allowed-origins=" + allowedOrigins
                + " trusted-proxies=" + trustedProxies
                + " ignored-parameters=" + ignoredParameters
                + " access=" + (access.isPresent() ? access.get() : "off")
                + " admin-token=" + (adminToken.isPresent() ? "set" : "none")
                + " metrics-token=" + (metricsToken.isPresent() ? "set" : "none")
                + " presence=" + presence
                + " lifecycle=" + (lifecycle ? "on" : "off")
                + " stream-max-age=" + (streamMaxAge.isPresent() ? streamMaxAge.get() : "none")
                + " limits={" + limits + "}"
                + " log-format=" + logFormat;
    }

    /** @throws ConfigException if a Redis must be named, and none is */
    public void requireRedis() {
        if (redisRequired && !redisChosen) {
            throw new ConfigException("There is no Redis: set " + Setting.REDIS_URL.environmentName()
                    + ", such as redis://db:6379, or to try it out " + EMBEDDED + ", because "
                    + Setting.REDIS_REQUIRED.environmentName() + " is on.");
        }
    }

    /** Returns true if the channel that is needed is served. */
    public boolean serves(Need need) {
        return need.right() == Right.TAKE
                ? queues.matches(need.name())
                : topics.matches(need.name()) || pubsubTopics.matches(need.name());
    }

    /** Returns true if messages may be posted, by those to whom access control grants it if it is on. */
    public boolean isHttpPublishOn() {
        return httpPublish.orElse(redisUrl.isEmpty() || access.isPresent());
    }
}
