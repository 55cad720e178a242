package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Figures of several servers side by side, of which the first one is what the others are compared with, or of one under
 * several loads. Not thread-safe.
 */
public final class Comparison {
    /** What is drawn, by the beginning of the benchmark's name. */
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

    /** Whether the columns are loads of one server. */
    private final boolean loads;

    private final Set<String> columns = new LinkedHashSet<>();
    /** By benchmark, figure and column. */
    private final Map<String, Map<String, Map<String, Double>>> benches = new LinkedHashMap<>();

    private Comparison(boolean loads) {
        this.loads = loads;
    }

    /** Of several servers under the same loads. */
    public static Comparison ofServers() {
        return new Comparison(false);
    }

    /** Of one server under several loads, which have a column each instead of the servers. */
    public static Comparison ofLoads() {
        return new Comparison(true);
    }

    /** Adds what one benchmark has found about one server, or under one load. */
    public void add(String column, String bench, Map<String, Double> figures) {
        columns.add(column);
        String kind = loads ? bench.split(",")[0] : bench;
        Map<String, Map<String, Double>> rows = benches.computeIfAbsent(kind, name -> new LinkedHashMap<>());
        figures.forEach((figure, value) ->
                rows.computeIfAbsent(figure, name -> new LinkedHashMap<>()).put(column, value));
    }

    /** Whether two columns have a figure in common. */
    public boolean isEmpty() {
        return benches.values().stream().flatMap(rows -> rows.values().stream()).noneMatch(Comparison::isShared);
    }

    /** All figures that at least two columns have, in Markdown; of servers, with the first one's divided by each other's. */
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

    /** The figures that matter most, drawn as SVG. */
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
