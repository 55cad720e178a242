package dev.sluice.bench;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The results of one benchmark, in the order of their finding. */
public final class Report {
    private final String name;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    Report(String name) {
        this.name = name;
    }

    Report add(String figure, Object value) {
        figures.put(figure, value);
        return this;
    }

    /** Adds a figure with the decimals that make sense. */
    Report add(String figure, double value) {
        return add(figure, (Object) rounded(value));
    }

    static double rounded(double value) {
        double scale = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 100 : 10_000;
        return Math.round(value * scale) / scale;
    }

    /** Returns a value as people read it. */
    static String text(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** Adds a figure if there is one. */
    Report add(String figure, OptionalDouble value) {
        value.ifPresent(number -> add(figure, number));
        return this;
    }

    Report addAll(String prefix, Report other) {
        other.figures.forEach((figure, value) -> add(prefix + figure, value));
        return this;
    }

    double number(String figure) {
        return ((Number) figures.get(figure)).doubleValue();
    }

    /** Returns the name of the benchmark. */
    public String name() {
        return name;
    }

    /** Returns the figures by their names, for JSON. */
    public Map<String, Object> figures() {
        return new LinkedHashMap<>(figures);
    }

    /** Returns a table for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('\n');
        figures.forEach((figure, value) -> {
            String shown = value instanceof Number number ? text(number.doubleValue()) : String.valueOf(value);
            text.append(String.format(Locale.ROOT, "  %-46s %14s%n", figure, shown));
        });
        return text.toString();
    }
}
