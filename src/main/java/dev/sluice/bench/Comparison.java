package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Figures of several servers side by side, each compared with the first one, or of one server under several loads. Not
 * thread-safe.
 */
public final class Comparison {
    /** The figures to draw, by the beginning of the benchmark's name. */
    private static final Map<String, List<String>> DRAWN = new LinkedHashMap<>();

    static {
        DRAWN.put(
                "fanout",
                List.of(
                        "server CPU, us/delivery",
                        "latency p99, ms",
                        "saturated: deliveries/s",
                        "resident KiB/subscriber, idle"));
        DRAWN.put("reconnect", List.of("from the cut to the last up to date, s"));
        DRAWN.put("queue", List.of("messages/s"));
    }

    /** True if the columns are loads of one server. */
    private final boolean loads;

    private final Set<String> columns = new LinkedHashSet<>();
    /** The figures by benchmark, figure and column. */
    private final Map<String, Map<String, Map<String, Double>>> benches = new LinkedHashMap<>();

    private Comparison(boolean loads) {
        this.loads = loads;
    }

    /** Compares several servers under the same loads. */
    public static Comparison ofServers() {
        return new Comparison(false);
    }

    /** Compares one server under several loads, with a column for each. */
    public static Comparison ofLoads() {
        return new Comparison(true);
    }

    /** Adds the figures of one benchmark for one server or one load. */
    public void add(String column, String bench, Map<String, Double> figures) {
        columns.add(column);
        String kind = loads ? bench.split(",")[0] : bench;
        Map<String, Map<String, Double>> rows = benches.computeIfAbsent(kind, name -> new LinkedHashMap<>());
        figures.forEach((figure, value) ->
                rows.computeIfAbsent(figure, name -> new LinkedHashMap<>()).put(column, value));
    }

    /** Returns true if no two columns have a figure in common. */
    public boolean isEmpty() {
        return benches.values().stream().flatMap(rows -> rows.values().stream()).noneMatch(Comparison::isShared);
    }

    /** Returns all figures that two columns have, in Markdown; for servers, with the ratios to the first one. */
    public String table() {
        List<String> lines = new ArrayList<>();
        lines.add("| | " + String.join(" | ", columns) + " |");
        lines.add("| --- |" + " --- |".repeat(columns.size()));
        benches.forEach((bench, rows) -> {
            List<String> compared = rows.entrySet().stream()
                    .filter(row -> isShared(row.getValue()))
                    .map(row -> row(row.getKey(), row.getValue()))
                    .toList();
            if (!compared.isEmpty()) {
                lines.add("| **" + bench + "** |" + " |".repeat(columns.size()));
                lines.addAll(compared);
            }
        });
        return String.join("\n", lines) + "\n";
    }

    private static boolean isShared(Map<String, Double> values) {
        return values.size() > 1;
    }

    private String row(String figure, Map<String, Double> values) {
        String first = columns.iterator().next();
        return columns.stream()
                .map(column -> cell(values.get(column), loads || column.equals(first) ? null : values.get(first)))
                .collect(Collectors.joining(" | ", "| " + figure + " | ", " |"));
    }

    private static String cell(Double value, Double first) {
        if (value == null) {
            return "";
        }
        return first == null || first == 0 || value == 0
                ? Report.text(value)
                : Report.text(value) + " (" + Report.text(Report.rounded(first / value)) + ")";
    }

    /** Returns the figures that matter most, as an SVG drawing. */
    public String chart() {
        BarChart chart = new BarChart();
        benches.forEach((bench, rows) -> DRAWN.forEach((kind, figures) -> {
            if (bench.startsWith(kind)) {
                figures.stream()
                        .filter(rows::containsKey)
                        .forEach(figure -> chart.add(bench + ": " + figure, rows.get(figure)));
            }
        }));
        return chart.svg();
    }
}
