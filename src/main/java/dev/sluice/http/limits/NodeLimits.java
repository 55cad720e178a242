package dev.sluice.http.limits;

import dev.sluice.config.ClientLimits;
import dev.sluice.config.Networks;
import dev.sluice.config.Setting;
import dev.sluice.connection.RetryDelay;
import dev.sluice.metrics.Metrics;
import dev.sluice.time.Ticker;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** The limits of a node at the moment. Thread-safe. */
public final class NodeLimits {
    /** A bucket has a token again within a second, at any limit. */
    private static final int REQUEST_RETRY_SECONDS = 1;

    private final ClientAddresses addresses;
    private final RetryDelay streamRetry;
    private final LimitReport report;
    private final Ticker ticker;
    /** What clients have, by the limits that are set: it outlasts other numbers. Guarded by this. */
    private final Map<Setting, Usage> usages = new EnumMap<>(Setting.class);

    private volatile StreamLimit streams = StreamLimit.NONE;
    private volatile RequestLimit posts = RequestLimit.NONE;
    private volatile RequestLimit histories = RequestLimit.NONE;

    /**
     * @param trusted the proxies that name the addresses of their clients
     * @param retry the delays after which browsers come back
     */
    public NodeLimits(Networks trusted, RetryDelay retry, Metrics metrics, Ticker ticker) {
        this.addresses = new ClientAddresses(trusted);
        this.streamRetry = retry.longer();
        this.report = new LimitReport(metrics, ticker);
        this.ticker = ticker;
    }

    /** Sets other limits. Streams that were opened while a limit was not set do not count for it. */
    public synchronized void apply(ClientLimits next) {
        usages.keySet().retainAll(next.all().keySet());
        streams = of(next, LimitedUse.STREAMS, StreamLimit.NONE, this::countedStreams);
        posts = of(next, LimitedUse.POSTS, RequestLimit.NONE, this::countedRequests);
        histories = of(next, LimitedUse.HISTORIES, RequestLimit.NONE, this::countedRequests);
    }

    private StreamLimit countedStreams(Optional<Limit> perAddress, Optional<Limit> perUser) {
        return new CountedStreams(addresses, perAddress, perUser);
    }

    private RequestLimit countedRequests(Optional<Limit> perAddress, Optional<Limit> perUser) {
        return new CountedRequests(addresses, perAddress, perUser);
    }

    /** Returns the limits of one use, for each address and for each user; {@code none} if there are none. */
    private <T> T of(ClientLimits next, LimitedUse use, T none, BiFunction<Optional<Limit>, Optional<Limit>, T> made) {
        Optional<Limit> perAddress = limit(next, use, use.perAddress());
        Optional<Limit> perUser = limit(next, use, use.perUser());
        return perAddress.isEmpty() && perUser.isEmpty() ? none : made.apply(perAddress, perUser);
    }

    /** Needs the monitor. */
    private Optional<Limit> limit(ClientLimits next, LimitedUse use, Setting setting) {
        return Optional.ofNullable(next.all().get(setting)).map(most -> {
            report.begin(setting);
            return new Limit(
                    setting,
                    use.sentence(setting, most),
                    most,
                    usages.computeIfAbsent(setting, any -> usage(use)),
                    use == LimitedUse.STREAMS ? this::streamRetrySeconds : () -> REQUEST_RETRY_SECONDS,
                    report);
        });
    }

    private Usage usage(LimitedUse use) {
        return use == LimitedUse.STREAMS ? new OpenStreamCounts() : new RequestRates(ticker);
    }

    private int streamRetrySeconds() {
        return (int) Math.max(1, TimeUnit.MILLISECONDS.toSeconds(streamRetry.nextMillis()));
    }

    public StreamLimit streams() {
        return streams;
    }

    public RequestLimit posts() {
        return posts;
    }

    public RequestLimit histories() {
        return histories;
    }

    /** Returns a sentence if limits do not hold for some requests. */
    public Optional<String> fault() {
        return addresses.fault();
    }
}
