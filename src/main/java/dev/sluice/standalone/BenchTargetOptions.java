package dev.sluice.standalone;

import dev.sluice.bench.Target;
import dev.sluice.config.RedisUrlParser;
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
            description = "A running server, or several of the same kind, which share the streams."
                    + " A node must serve the queue and the topic, and inbox:* for inboxes.")
    private List<URI> urls = List.of();

    @Option(
            names = "--redis-url",
            description =
                    "The Redis of the server, to read its figures. Without --url: the Redis for the new node; default: an"
                            + " embedded one.")
    private URI redis;

    @Option(
            names = "--pid",
            split = ",",
            description = "The process ids of the running servers, to measure their CPU and memory.")
    private List<Long> pids = List.of();

    @Option(names = "--path", description = "The path of the stream if the server is not Sluice. Default: /sse?...")
    private String path;

    @Option(
            names = "--publish-url",
            description = "Posts events to this URL instead of adding them to a stream in Redis.")
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
                throw wrong("--url must name only the server, but " + url + " has a path; see --path.");
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
            throw wrong(option + " must be like http://HOST:PORT, but is " + url);
        }
    }

    private void requireRedis() {
        try {
            RedisUrlParser.parse(redis.toString());
        } catch (IllegalArgumentException e) {
            throw wrong("--redis-url is invalid: " + e.getMessage());
        }
    }

    private ParameterException wrong(String fault) {
        return new ParameterException(spec.commandLine(), fault);
    }
}
