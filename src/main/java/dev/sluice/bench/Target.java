package dev.sluice.bench;

import dev.sluice.bench.producer.HttpPublisher;
import dev.sluice.bench.producer.Publisher;
import dev.sluice.bench.producer.RedisCommands;
import dev.sluice.bench.producer.RedisLoad;
import dev.sluice.bench.producer.RedisProbe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The server that is measured, or several that are measured together.
 *
 * @param servers their addresses; the streams are spread evenly
 * @param redis the Redis behind them, if there is one
 * @param pids their processes, if known; including those that they have started
 * @param path the path of the stream, if the server is no Sluice
 * @param publishUrl the URL to post events to, if they are not added to a stream in Redis
 */
public record Target(
        List<URI> servers, Optional<URI> redis, List<Long> pids, Optional<String> path, Optional<URI> publishUrl) {
    /** Returns a Sluice. */
    static Target sluice(URI server, URI redis, long pid) {
        return new Target(List.of(server), Optional.of(redis), List.of(pid), Optional.empty(), Optional.empty());
    }

    /** Returns the path and query of a channel's stream. */
    String stream(String query) {
        return path.orElse("/sse?" + query);
    }

    /** @throws IllegalArgumentException if there is no Redis */
    URI requireRedis() {
        return redis.orElseThrow(() -> new IllegalArgumentException("This needs the Redis behind the server."));
    }

    /** Returns a publisher of events to a topic. */
    Publisher publisher(String topic) throws IOException {
        return publishUrl.isPresent() ? HttpPublisher.to(publishUrl.get()) : RedisLoad.toTopic(requireRedis(), topic);
    }

    /** Returns Redis' commands since its start, if there is one. */
    Optional<RedisCommands> redisCommands() {
        return redis.map(uri -> {
            try (RedisProbe probe = new RedisProbe(uri)) {
                return probe.commands();
            }
        });
    }

    /** Deletes the keys of channels in Redis, if there is one. */
    void clear(String... channels) {
        redis.ifPresent(uri -> {
            try (RedisProbe probe = new RedisProbe(uri)) {
                probe.delete(channels);
            }
        });
    }

    /** Returns Redis' CPU seconds, if there is one. */
    OptionalDouble redisCpuSeconds() {
        return redis.stream()
                .mapToDouble(uri -> {
                    try (RedisProbe probe = new RedisProbe(uri)) {
                        return probe.cpuSeconds();
                    }
                })
                .findFirst();
    }

    /** Returns the servers' CPU time, if their processes are known. */
    Optional<Duration> cpu() {
        List<Duration> all = processes()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .toList();
        return all.stream().reduce(Duration::plus);
    }

    /** Returns the microseconds of CPU time since {@link #cpu} returned this. */
    double cpuMicrosSince(Duration before) {
        return cpu().orElse(before).minus(before).toNanos() / 1e3;
    }

    /** Returns the kilobytes of resident memory, if known. */
    OptionalLong residentKilobytes() throws IOException {
        long sum = 0;
        for (ProcessHandle process : processes().toList()) {
            sum += residentKilobytes(Path.of("/proc/" + process.pid() + "/status"));
        }
        return sum == 0 ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    private Stream<ProcessHandle> processes() {
        return pids.stream()
                .flatMap(number -> ProcessHandle.of(number).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
    }

    private static long residentKilobytes(Path status) throws IOException {
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** Returns the sum of a figure in their {@code /metrics}, if they have it. */
    OptionalDouble metric(String name) throws IOException, InterruptedException {
        if (path.isPresent()) {
            return OptionalDouble.empty();
        }
        DoubleStream.Builder values = DoubleStream.builder();
        for (URI server : servers) {
            HttpRequest request =
                    HttpRequest.newBuilder(server.resolve("/metrics")).build();
            metrics(request)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .forEach(values);
        }
        return values.build().reduce(Double::sum);
    }

    private static String metrics(HttpRequest request) throws IOException, InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (ConnectException e) {
            throw new IOException(request.uri() + " cannot be reached any more", e);
        }
    }
}
