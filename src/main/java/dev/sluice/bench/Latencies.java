package dev.sluice.bench;

import org.HdrHistogram.Histogram;

/** Brings a histogram of microseconds into a report. */
final class Latencies {
    private Latencies() {}

    static void add(Report report, Histogram micros) {
        report.add("latency p50, ms", micros.getValueAtPercentile(50) / 1_000.0);
        report.add("latency p99, ms", micros.getValueAtPercentile(99) / 1_000.0);
        report.add("latency max, ms", micros.getMaxValue() / 1_000.0);
    }
}
