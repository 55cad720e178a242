package dev.sluice.bench;

import org.HdrHistogram.Histogram;

/** Latencies in microseconds, up to ten minutes, and their lines in a report. */
final class Latencies {
    /** The highest value of a histogram of them. */
    static final long HIGHEST_MICROS = 600_000_000L;

    /** The digits that a histogram of them keeps. */
    static final int DIGITS = 3;

    private Latencies() {}

    /** Returns the time between two values of {@link System#nanoTime}, as a histogram can take it. */
    static long micros(long sentNanos, long readNanos) {
        return Math.min(Math.max(0, (readNanos - sentNanos) / 1_000), HIGHEST_MICROS);
    }

    static void add(Report report, Histogram micros) {
        report.add("latency p50, ms", micros.getValueAtPercentile(50) / 1_000.0);
        report.add("latency p99, ms", micros.getValueAtPercentile(99) / 1_000.0);
        report.add("latency max, ms", micros.getMaxValue() / 1_000.0);
    }
}
