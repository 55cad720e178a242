package dev.sluice.app;

import dev.sluice.channel.TopicPolicy;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import dev.sluice.store.topic.TopicTrimmer;
import dev.sluice.store.topic.TrimResult;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that trims topics to their bounds: those that this node serves, and those posted to through it.
 * Thread-safe.
 */
final class TopicKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicKeeper.class);

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** The most calls for a topic in one round; then the others have their turn. */
    private static final int MAX_CALLS = 20;

    private final TopicTrimmer trimmer;
    private final Function<String, TopicPolicy> policies;
    private final LongConsumer unreadTrimmed;
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    /** The topics to trim in the next round even if no browser here has them. */
    private final Set<String> posted = ConcurrentHashMap.newKeySet();

    // Used by the thread of the rounds.
    private final TrimBackoff refusals;
    private final UnreadLosses losses;

    private final ScheduledThreadPoolExecutor rounds = Threads.scheduler("sluice-topics");

    /**
     * @param policies the current bounds of each topic
     * @param unreadTrimmed told the number of trimmed events that consumer groups had still to read
     */
    TopicKeeper(
            TopicTrimmer trimmer, Function<String, TopicPolicy> policies, LongConsumer unreadTrimmed, Ticker ticker) {
        this.trimmer = trimmer;
        this.policies = policies;
        this.unreadTrimmed = unreadTrimmed;
        this.refusals = new TrimBackoff(ticker);
        this.losses = new UnreadLosses(ticker);
    }

    void start() {
        Threads.repeat(rounds, PAUSE, PAUSE, this::trimAll);
    }

    void serving(String topic) {
        served.add(topic);
    }

    void forgotten(String topic) {
        served.remove(topic);
    }

    /** Notes that an event was added to this stream topic through this node. */
    void posted(String topic) {
        posted.add(topic);
    }

    /** Does one round; called by one thread at a time. */
    void trimAll() {
        Set<String> topics = new HashSet<>(posted);
        topics.addAll(served);
        for (String topic : topics) {
            posted.remove(topic); // not for all at once: after an error the others keep their turn
            if (!refusals.isPaused(topic)) {
                trim(topic, policies.apply(topic));
            }
        }
        losses.log();
        refusals.forgetOld();
    }

    private void trim(String topic, TopicPolicy policy) {
        try {
            boolean hasMore = policy.isBounded();
            for (int calls = 0; hasMore && calls < MAX_CALLS; calls++) {
                hasMore = trimOnce(topic, policy);
            }
            if (hasMore) {
                posted.add(topic);
            }
        } catch (WrongTypeException e) {
            LOG.debug("The topic \"{}\" is not trimmed; its browsers and posts are told why", topic, e);
        } catch (StoreUnavailableException e) {
            LOG.debug("The topic \"{}\" was not trimmed and is next time", topic, e);
            posted.add(topic);
        } catch (RuntimeException e) {
            LOG.debug("Trimming the topic \"{}\" failed", topic, e);
            refused(topic, e.toString());
        }
    }

    /** Returns true if another call may remove more. */
    private boolean trimOnce(String topic, TopicPolicy policy) {
        TrimResult result = trimmer.trim(topic, policy);
        if (result instanceof TrimResult.Refused refused) {
            refused(topic, refused.refusal().reason());
            return false;
        }
        TrimResult.Trimmed trimmed = (TrimResult.Trimmed) result;
        if (refusals.remove(topic)) {
            LOG.info("The topic \"{}\" is trimmed again", topic);
        }
        if (trimmed.unread() > 0) {
            unreadTrimmed.accept(trimmed.unread());
            losses.add(topic, trimmed.unread(), trimmed.groups());
        }
        return trimmed.hasMore();
    }

    private void refused(String topic, String reason) {
        if (refusals.add(topic)) {
            LOG.warn("Cannot trim the topic \"{}\", so it grows; next attempt in five minutes: {}", topic, reason);
        }
        if (!refusals.isPaused(topic)) {
            posted.add(topic); // the next round tries again
        }
    }

    @Override
    public void close() {
        Threads.stop(rounds);
    }
}
