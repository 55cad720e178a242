package dev.sluice.standalone;

import dev.sluice.bench.Target;
import dev.sluice.config.RedisUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what a bench measures. */
final class BenchTargetOptions {
    @Option(
            names = "--url",
            split = ",",
            description = "A running server, or several of the same kind, between which the streams are spread."
                    + " A node must serve the queue and the topic, and inbox:* for inboxes.")
    private List<URI> urls = List.of();

    @Option(
            names = "--redis-url",
            description = "The Redis behind it, whose figures are read; without --url of a new node: an embedded one.")
    private URI redis;

    @Option(
            names = "--pid",
            split = ",",
            description = "The process of the running server, or of each, for its CPU and memory.")
    private List<Long> pids = List.of();

    @Option(names = "--path", description = "Of the stream of a server that is not a Sluice; default: /sse?...")
    private String path;

    @Option(names = "--publish-url", description = "Events are posted here, and not added to a stream in Redis.")
    private URI publishUrl;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Returns the server that runs; empty if a node is to be started. */
    Optional<Target> running() {
        return urls.isEmpty()
                ? Optional.empty()
                : Optional.of(new Target(
                        urls,
                        Optional.ofNullable(redis),
                        pids,
                        Optional.ofNullable(path),
                        Optional.ofNullable(publishUrl)));
    }

    Optional<URI> redis() {
        return Optional.ofNullable(redis);
    }

    /** @throws ParameterException if one is invalid, or two do not go together */
    void check() {
        if (urls.isEmpty() && (!pids.isEmpty() || path != null || publishUrl != null)) {
            throw wrong("--pid, --path and --publish-url need --url.");
        }
        urls.forEach(url -> requireHttp("--url", url));
        for (URI url : urls) {
            if (!url.getPath().isEmpty() && !url.getPath().equals("/") || url.getQuery() != null) {
                throw wrong("--url is the address of a server, and " + url + " has a path; see --path.");
            }
        }
        if (publishUrl != null) {
            requireHttp("--publish-url", publishUrl);
        }
        if (redis != null) {
            requireRedis();
        }
        for (long pid : pids) {
            if (ProcessHandle.of(pid).isEmpty()) {
                throw wrong("There is no process " + pid + ".");
            }
        }
    }

    /**
     * @param benchmark the name of one that reads the figures of a Redis
     * @param published true if it can do without when events are posted
     * @throws ParameterException if no Redis was named
     */
    void requireRedisFor(String benchmark, boolean published) {
        if (!urls.isEmpty() && redis == null && !(published && publishUrl != null)) {
            throw wrong("--url needs --redis-url for " + benchmark + ".");
        }
    }

    private void requireHttp(String option, URI url) {
        if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 1) {
            throw wrong(option + " is not like http://HOST:PORT: " + url);
        }
    }

    private void requireRedis() {
        try {
            RedisUrl.parse(redis.toString());
        } catch (IllegalArgumentException e) {
            throw wrong("--redis-url is no good: " + e.getMessage());
        }
    }

    private ParameterException wrong(String fault) {
        return new ParameterException(spec.commandLine(), fault);
    }
}
