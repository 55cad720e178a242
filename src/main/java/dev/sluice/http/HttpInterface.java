package dev.sluice.http;

import dev.sluice.access.Authorizer;
import dev.sluice.access.Revoker;
import dev.sluice.channel.ChannelKind;
import dev.sluice.config.AccessSettings;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.connection.Connections;
import dev.sluice.connection.RetryDelay;
import dev.sluice.connection.WireFactory;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.Subscriptions;
import dev.sluice.http.access.AuthorizedRequests;
import dev.sluice.http.access.BearerFilter;
import dev.sluice.http.access.BearerSecret;
import dev.sluice.http.access.CredentialsReader;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Methods;
import dev.sluice.http.directory.ConnectionsServlet;
import dev.sluice.http.directory.DirectServlet;
import dev.sluice.http.health.HealthServlet;
import dev.sluice.http.health.HealthSource;
import dev.sluice.http.health.ServingServlet;
import dev.sluice.http.limits.LimitFilter;
import dev.sluice.http.limits.LimitedAccess;
import dev.sluice.http.limits.NodeLimits;
import dev.sluice.http.presence.PresenceResponder;
import dev.sluice.http.publish.BatchServlet;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.streams.OpenStreams;
import dev.sluice.http.streams.Streams;
import dev.sluice.metrics.Metrics;
import dev.sluice.store.publish.Publisher;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.topic.TopicHistory;
import dev.sluice.time.Ticker;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The node's endpoints.
 *
 * @param settings the settings of the moment
 * @param redis the address of Redis
 * @param node the node's name
 * @param connections the connections to browsers, and their limit
 * @param retry the delays after which browsers come back
 * @param subscriptions the target of new streams; thread-safe
 * @param publisher the publisher of posted messages
 * @param history the history of topics
 * @param confirmations the target of confirmations
 * @param health the node's health
 * @param metrics the figures
 * @param deciding what decides who may do what; empty if everybody may do everything
 * @param limits the limits on addresses and users
 * @param streams the open streams
 * @param requests the executor of requests that are not streams
 * @param tokens the source of unguessable, different tokens; thread-safe
 * @param ticker the clock
 */
public record HttpInterface(
        Supplier<Settings> settings,
        RedisUrl redis,
        String node,
        Connections connections,
        RetryDelay retry,
        Subscriptions subscriptions,
        Publisher publisher,
        TopicHistory history,
        Confirmations confirmations,
        HealthSource health,
        Metrics metrics,
        Optional<AccessParts> deciding,
        NodeLimits limits,
        NodeStreams streams,
        AsyncRequests requests,
        Supplier<String> tokens,
        Ticker ticker) {

    /**
     * What decides who may do what.
     *
     * @param authorizer gives what decides at the moment
     * @param revoker revokes tokens
     */
    public record AccessParts(Supplier<Authorizer> authorizer, Revoker revoker) {}

    /**
     * The open streams.
     *
     * @param here those of this node
     * @param all those of all nodes
     * @param directory the record of all nodes' connections
     */
    public record NodeStreams(OpenStreams here, Streams all, ConnectionDirectory directory) {}

    /** The path that turns a container's own errors into problems. */
    public static final String ERROR_PATH = "/sluice-error";

    /**
     * Adds the servlets and filters.
     *
     * @param wires makes the wire to a request's browser
     */
    public void register(ServletContext context, WireFactory wires) {
        Settings fixed = settings.get();
        ServedChannels queues = ServedChannels.queues(() -> settings.get().queues());
        ServedTopics topics = new ServedTopics(
                () -> settings.get().queues(),
                () -> settings.get().topics(),
                () -> settings.get().pubsubTopics());
        ParameterRules rules = new ParameterRules(fixed.ignoredParameters());
        Origins origins = new Origins(fixed.allowedOrigins(), new Proxies(fixed.trustedProxies()));
        Optional<AuthorizedRequests> authorized = deciding.map(parts -> new AuthorizedRequests(
                parts.authorizer(), fixed.access().orElseThrow().cookie(), origins::mayUseCookies));
        boolean verifiesTokens =
                fixed.access().filter(AccessSettings::verifiesTokens).isPresent();
        BearerSecret admin = new BearerSecret(fixed.adminToken(), Setting.ADMIN_TOKEN);
        RequestAccess access = authorized.map(RequestAccess.class::cast).orElse(RequestAccess.OPEN);
        RequestAccess posting = new LimitedAccess(access, limits::posts);
        RequestAccess reading = new LimitedAccess(access, limits::histories);
        Registrations add = new Registrations(context);
        add.servlet(
                "sse",
                new SseServlet(
                        new StreamRequestReader(rules, queues, topics),
                        access,
                        limits::streams,
                        streams.here(),
                        connections,
                        retry,
                        subscriptions,
                        confirmations,
                        wires,
                        tokens,
                        node),
                HttpPaths.STREAM);
        add.servlet(
                "queues",
                new QueueServlet(
                        rules, queues, publisher, posting, requests, fixed.isHttpPublishOn(), fixed.maxMessageBytes()),
                HttpPaths.ALL_QUEUES);
        add.servlet(
                "topics",
                new TopicServlet(
                        rules,
                        topics,
                        publisher,
                        new HistoryResponder(rules, reading, settings, history, requests, metrics),
                        new PresenceResponder(rules, fixed.presence(), reading, streams.directory(), requests, ticker),
                        posting,
                        requests,
                        fixed.isHttpPublishOn(),
                        fixed.maxMessageBytes()),
                HttpPaths.ALL_TOPICS);
        add.servlet(
                "publish",
                new BatchServlet(
                        rules,
                        name -> {
                            queues.check(name);
                            return ChannelKind.QUEUE;
                        },
                        topics::check,
                        settings,
                        publisher,
                        posting,
                        requests),
                HttpPaths.PUBLISH);
        add.servlet(
                "direct",
                new DirectServlet(
                        rules,
                        admin,
                        authorized,
                        limits::posts,
                        fixed.httpPublish().equals(Optional.of(false)),
                        fixed.access().flatMap(AccessSettings::application).isPresent(),
                        streams.all(),
                        metrics,
                        requests,
                        fixed.maxMessageBytes()),
                HttpPaths.DIRECT);
        add.servlet(
                "connections",
                new ConnectionsServlet(
                        rules, streams.directory(), streams.all(), deciding.map(AccessParts::revoker), requests),
                HttpPaths.CONNECTIONS);
        add.servlet("ack", new AckServlet(rules, requests, confirmations), HttpPaths.ACK);
        add.servlet("live", new HealthServlet(health::live), "/health/live");
        add.servlet("ready", new HealthServlet(health::ready), HttpPaths.READY);
        add.servlet("accepting", new HealthServlet(health::accepting), HttpPaths.ACCEPTING);
        add.servlet("serving", new ServingServlet(requests, settings, redis), HttpPaths.SERVING);
        add.servlet("metrics", new MetricsServlet(requests, metrics), "/metrics");
        add.servlet("error", new ErrorServlet(), ERROR_PATH);
        add.filter(
                "requests",
                new RequestFilter(
                        origins,
                        request -> verifiesTokens && CredentialsReader.bringsToken(request) || admin.isIn(request),
                        requests),
                "/*");
        authorized.ifPresent(client -> add.servlet(
                "renew", new RenewServlet(rules, client, limits::posts, streams.all(), requests), HttpPaths.RENEW));
        add.filter("admin", new BearerFilter(admin, requests), HttpPaths.ADMIN + "*", HttpPaths.CONNECTIONS);
        if (fixed.metricsToken().isPresent()) {
            add.filter(
                    "figures",
                    new BearerFilter(new BearerSecret(fixed.metricsToken(), Setting.METRICS_TOKEN), requests),
                    "/metrics");
        }
        if (!fixed.redisChosen()) {
            add.filter("loopback", new LoopbackFilter(requests, retry), "/*");
        }
        addLimits(add);
    }

    /** Adds the filters that count requests for their addresses, after those that refuse requests of anybody. */
    private void addLimits(Registrations add) {
        add.filter(
                "posts",
                new LimitFilter(limits::posts, Set.of("POST"), requests),
                HttpPaths.ALL_QUEUES,
                HttpPaths.ALL_TOPICS,
                HttpPaths.PUBLISH,
                HttpPaths.DIRECT,
                HttpPaths.RENEW);
        add.filter("histories", new LimitFilter(limits::histories, Methods.READING, requests), HttpPaths.ALL_TOPICS);
    }
}
