package dev.sluice.app;

import dev.sluice.connection.Connections;
import dev.sluice.http.health.Health;
import dev.sluice.http.health.HealthSource;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of the node and of the delivery, with reasons. A node is ready only if all ways of messages are proven:
 * Redis has answered on the connection that claims, the one for pub/sub topics is subscribed, and the delivery makes
 * steps. Thread-safe.
 */
final class NodeHealth implements HealthSource {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    // Added to the safety poll, which makes a step and asks Redis at least that often.
    /** Twice the time that Redis may take to answer: after this, nothing proves that messages can be claimed. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** Some time-outs in a row. After this, the delivery is stuck in a step, and an outage of Redis is a long one. */
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);

    private final String node;
    private final List<RefusedChannels> refused;
    private final Connections connections;
    private final Ticker ticker;
    private final long answerTimeoutNanos;
    private final long stepTimeoutNanos;

    // By the ticker.
    private volatile long answeredAt;
    private volatile long steppedAt;
    private volatile long failedAt;
    /** The last time when messages could be delivered. */
    private volatile long deliverableAt;

    private volatile Supplier<Optional<String>> pubsub = Optional::empty;
    private final List<Supplier<Optional<String>>> warnings = new CopyOnWriteArrayList<>();
    private volatile boolean answeredEver;
    private volatile boolean deliverableEver;
    private volatile String fault = "Redis has not answered yet";
    private volatile boolean broken;
    private volatile boolean stopping;

    /**
     * @param refused the channels that Redis refuses, by their kinds
     * @param safetyPoll the longest time between two steps
     */
    NodeHealth(
            String node, List<RefusedChannels> refused, Connections connections, Ticker ticker, Duration safetyPoll) {
        this.node = node;
        this.refused = List.copyOf(refused);
        this.connections = connections;
        this.ticker = ticker;
        this.answerTimeoutNanos = safetyPoll.plus(ANSWER_TIMEOUT).toNanos();
        this.stepTimeoutNanos = safetyPoll.plus(STEP_TIMEOUT).toNanos();
        long now = ticker.nanos();
        answeredAt = now;
        steppedAt = now;
        failedAt = now;
    }

    /** @param fault says, as a sentence, why pub/sub topics of browsers here are not received, if so */
    void setPubsub(Supplier<Optional<String>> fault) {
        pubsub = fault;
    }

    /** @param fault says, as a sentence, what else does not work, without which messages are delivered */
    void addWarning(Supplier<Optional<String>> fault) {
        warnings.add(fault);
    }

    /** Notes an answer of Redis on the connection that claims. */
    void answered() {
        answeredAt = ticker.nanos();
        answeredEver = true;
    }

    /** Notes a successful step; it need not have asked Redis for anything. */
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

    /** Notes a failed step, with the reason that the health shows, without a full stop. */
    void stepFailed(String reason) {
        steppedAt = ticker.nanos();
        failedAt = steppedAt;
        if (!reason.equals(fault)) {
            fault = reason;
            LOG.warn("Delivery is interrupted; browsers stay connected: {}", reason);
        }
    }

    void stopping() {
        stopping = true;
    }

    /** Notes that the delivery has ended in an error. */
    void broken() {
        broken = true;
    }

    @Override
    public Health live() {
        List<String> reasons = new ArrayList<>();
        addFaultsOfProcess(reasons);
        return health("live", reasons);
    }

    @Override
    public Health ready() {
        List<String> reasons = new ArrayList<>();
        addStopping(reasons);
        addBroken(reasons);
        addFaultsOfRedis(reasons);
        addStuck(reasons);
        refused.forEach(kind -> reasons.addAll(kind.reasons()));
        return health("ready", reasons);
    }

    /**
     * Returns the health for load balancers. A short outage of Redis changes nothing: all nodes have it, and streams
     * stay open.
     */
    @Override
    public Health accepting() {
        return health("accepting", reasonsAgainstBrowsers());
    }

    private List<String> reasonsAgainstBrowsers() {
        List<String> reasons = new ArrayList<>();
        addStopping(reasons);
        addFaultsOfProcess(reasons);
        if (!deliverableEver || ticker.nanos() - deliverableAt > stepTimeoutNanos) {
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

    /** Adds faults of the process; a stopping node makes no steps. */
    private void addFaultsOfProcess(List<String> reasons) {
        addBroken(reasons);
        if (!broken && !stopping) {
            addStuck(reasons);
        }
    }

    private void addFaultsOfRedis(List<String> reasons) {
        String now = fault;
        if (now != null) {
            reasons.add(now + ".");
        } else if (isSilent()) {
            reasons.add(
                    "For " + seconds(answeredAt) + " s Redis has not answered on the connection that claims messages.");
        }
        pubsub.get().ifPresent(reasons::add);
    }

    private void addBroken(List<String> reasons) {
        if (broken) {
            reasons.add("The delivery has failed for good (see the log); restart the node.");
        }
    }

    private void addStuck(List<String> reasons) {
        if (ticker.nanos() - steppedAt > stepTimeoutNanos) {
            reasons.add("The delivery has not made a step for " + seconds(steppedAt) + " s.");
        }
    }

    private long seconds(long since) {
        return TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - since);
    }

    private boolean isSilent() {
        return ticker.nanos() - answeredAt > answerTimeoutNanos;
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
                Stream.concat(
                                refused.stream().flatMap(kind -> kind.warnings().stream()),
                                warnings.stream().flatMap(warning -> warning.get().stream()))
                        .toList());
    }
}
