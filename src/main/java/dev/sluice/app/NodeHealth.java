package dev.sluice.app;

import dev.sluice.connection.Connections;
import dev.sluice.http.Health;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the node works and whether messages can be delivered, and if not, why. A node is ready only if the ways
 * that messages take are proven: Redis has answered on the connection that claims, the one that hears pub/sub topics is
 * subscribed, and the delivery makes steps. Thread-safe.
 */
final class NodeHealth {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    private final String node;
    private final List<RefusedChannels> refused;
    private final Connections connections;
    private final Ticker ticker;
    private final long answerPatienceNanos;
    private final long stepPatienceNanos;

    // By the ticker.
    private volatile long answeredAt;
    private volatile long steppedAt;
    private volatile long failedAt;
    /** When messages could last be delivered. */
    private volatile long deliverableAt;

    private volatile Supplier<Optional<String>> pubsub = Optional::empty;
    private volatile boolean answeredEver;
    private volatile boolean deliverableEver;
    private volatile String fault = "Redis has not answered yet";
    private volatile boolean broken;
    private volatile boolean stopping;

    /**
     * @param refused the channels on which Redis refuses to work, by their kinds
     * @param answerPatience without an answer for so long, nothing proves that messages can be claimed
     * @param stepPatience without a step for so long, the delivery is stuck; a Redis that is away for longer is no blip
     */
    NodeHealth(
            String node,
            List<RefusedChannels> refused,
            Connections connections,
            Ticker ticker,
            Duration answerPatience,
            Duration stepPatience) {
        this.node = node;
        this.refused = List.copyOf(refused);
        this.connections = connections;
        this.ticker = ticker;
        this.answerPatienceNanos = answerPatience.toNanos();
        this.stepPatienceNanos = stepPatience.toNanos();
        long now = ticker.nanos();
        answeredAt = now;
        steppedAt = now;
        failedAt = now;
    }

    /** @param fault says in a sentence why pub/sub topics are not heard, if somebody here has some */
    void setPubsub(Supplier<Optional<String>> fault) {
        pubsub = fault;
    }

    /** Redis has just answered on the connection that claims. */
    void answered() {
        answeredAt = ticker.nanos();
        answeredEver = true;
    }

    /** A step has ended well; it need not have asked Redis for anything. */
    void stepSucceeded() {
        steppedAt = ticker.nanos();
        if (fault != null && answeredEver && answeredAt - failedAt > 0) {
            fault = null;
            LOG.info("Redis answers; messages are delivered");
        }
        if (fault == null && !isSilent() && pubsub.get().isEmpty()) {
            deliverableAt = steppedAt;
            deliverableEver = true;
        }
    }

    /**
     * A step has failed.
     *
     * @param reason for people, who see it in the health
     * @param cause for the log
     */
    void stepFailed(String reason, Throwable cause) {
        steppedAt = ticker.nanos();
        failedAt = steppedAt;
        if (!reason.equals(fault)) {
            fault = reason;
            LOG.warn(
                    "No messages are delivered, and browsers stay connected, until this is over: {} ({})",
                    reason,
                    root(cause).toString()); // as a Throwable it would be a stack trace
        }
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    void stopping() {
        stopping = true;
    }

    /** The delivery has ended in an error after which nothing is certain. */
    void broken() {
        broken = true;
    }

    /** Whether the process works; a Redis that is down is not its fault. */
    Health live() {
        List<String> reasons = new ArrayList<>();
        addFaultsOfProcess(reasons);
        return health("live", reasons);
    }

    /** Whether messages can be delivered. */
    Health ready() {
        List<String> reasons = new ArrayList<>();
        addStopping(reasons);
        addBroken(reasons);
        addFaultsOfRedis(reasons);
        addStuck(reasons);
        refused.forEach(kind -> reasons.addAll(kind.reasons()));
        return health("ready", reasons);
    }

    /**
     * Whether new browsers should be sent here. A blip of Redis changes nothing: all nodes have it, and streams outlast it.
     */
    Health accepting() {
        return health("accepting", reasonsAgainstBrowsers());
    }

    private List<String> reasonsAgainstBrowsers() {
        List<String> reasons = new ArrayList<>();
        addStopping(reasons);
        addFaultsOfProcess(reasons);
        if (!deliverableEver || ticker.nanos() - deliverableAt > stepPatienceNanos) {
            addFaultsOfRedis(reasons);
        }
        return reasons;
    }

    boolean isReady() {
        return ready().reasons().isEmpty();
    }

    private OptionalLong lastAnswerAgeNanos() {
        return answeredEver ? OptionalLong.of(ticker.nanos() - answeredAt) : OptionalLong.empty();
    }

    private void addStopping(List<String> reasons) {
        if (stopping) {
            reasons.add("The node is stopping.");
        }
    }

    /** A node that stops makes no steps. */
    private void addFaultsOfProcess(List<String> reasons) {
        addBroken(reasons);
        if (!broken && !stopping) {
            addStuck(reasons);
        }
    }

    private void addFaultsOfRedis(List<String> reasons) {
        String now = fault;
        if (now != null) {
            reasons.add(sentence(now));
        } else if (isSilent()) {
            reasons.add("Redis has not answered on the connection that claims for " + seconds(answeredAt) + " s.");
        }
        pubsub.get().map(NodeHealth::sentence).ifPresent(reasons::add);
    }

    private void addBroken(List<String> reasons) {
        if (broken) {
            reasons.add("The delivery has ended in an error, which the log tells; the node must be restarted.");
        }
    }

    private void addStuck(List<String> reasons) {
        if (ticker.nanos() - steppedAt > stepPatienceNanos) {
            reasons.add("The delivery has not made a step for " + seconds(steppedAt) + " s.");
        }
    }

    /** What Redis says may end with a full stop or not. */
    static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private long seconds(long since) {
        return TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - since);
    }

    private boolean isSilent() {
        return ticker.nanos() - answeredAt > answerPatienceNanos;
    }

    private Health health(String good, List<String> reasons) {
        OptionalLong age = lastAnswerAgeNanos();
        return new Health(
                reasons.isEmpty() ? good : "not " + good,
                node,
                connections.count(),
                reasonsAgainstBrowsers().isEmpty(),
                age.isPresent() ? TimeUnit.NANOSECONDS.toMillis(age.getAsLong()) : null,
                reasons,
                refused.stream().flatMap(kind -> kind.warnings().stream()).toList());
    }
}
