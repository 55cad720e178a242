package dev.sluice.app;

import dev.sluice.config.ChannelPolicies;
import dev.sluice.config.TopicPolicy;
import dev.sluice.delivery.StoreUnavailableException;
import dev.sluice.delivery.TopicTrimmer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the topics that this node serves within their bounds, by a thread of its own. Thread-safe. */
final class TopicKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicKeeper.class);

    private static final long PAUSE_SECONDS = 5;

    private final TopicTrimmer trimmer;
    private final ChannelPolicies<TopicPolicy> policies;
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sluice-topics");
        thread.setDaemon(true);
        return thread;
    });

    TopicKeeper(TopicTrimmer trimmer, ChannelPolicies<TopicPolicy> policies) {
        this.trimmer = trimmer;
        this.policies = policies;
    }

    void start() {
        rounds.scheduleWithFixedDelay(this::trimAll, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    void serving(String topic) {
        served.add(topic);
    }

    void forgotten(String topic) {
        served.remove(topic);
    }

    private void trimAll() {
        for (String topic : served) {
            TopicPolicy policy = policies.of(topic);
            if (!policy.isBounded()) {
                continue;
            }
            try {
                trimmer.trim(topic, policy);
            } catch (StoreUnavailableException e) {
                LOG.debug("The topic \"{}\" was not trimmed and is next time", topic, e);
            } catch (RuntimeException e) {
                LOG.error("The topic \"{}\" cannot be trimmed; the others are", topic, e);
            }
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
