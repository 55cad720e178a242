package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** CPU time that the server, Redis and the load client have used since this was made. */
final class CpuUse {
    private final Target target;
    private final LoadClient client;
    private final Optional<Duration> server;
    private final OptionalDouble redisSeconds;
    private final Duration clientThread;
    private final long begin = System.nanoTime();

    CpuUse(Target target, LoadClient client) {
        this.target = target;
        this.client = client;
        this.redisSeconds = target.redisCpuSeconds();
        this.server = target.cpu();
        this.clientThread = client.cpu();
    }

    /**
     * Adds the CPU time used until now.
     *
     * @param what the unit that it is divided by
     * @param count the number of units
     */
    void report(Report report, String what, long count) {
        double clientBusy = 100.0 * client.cpu().minus(clientThread).toNanos() / (System.nanoTime() - begin);
        server.ifPresent(before -> report.add("server CPU, us/" + what, target.cpuMicrosSince(before) / count));
        OptionalDouble redisNow = target.redisCpuSeconds();
        if (redisSeconds.isPresent() && redisNow.isPresent()) {
            double seconds = redisNow.getAsDouble() - redisSeconds.getAsDouble();
            report.add("Redis CPU, us/" + what, seconds * 1e6 / count);
        }
        report.add("load client busy, % of the time", clientBusy);
    }
}
