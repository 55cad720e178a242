package dev.sluice.standalone;

import dev.sluice.config.AckMode;
import dev.sluice.config.QueuePolicies;
import dev.sluice.config.QueuePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of queues as a table of text, in the order in which patterns are tried. */
final class QueueTable {
    private static final List<String> HEAD =
            List.of("queue", "ack", "prefetch", "visibility-timeout", "max-deliveries", "format");

    private QueueTable() {}

    static String of(QueuePolicies policies) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        policies.entries().forEach((name, policy) -> rows.add(row(name, policy)));
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    /** With a dash where a setting means nothing in the mode. */
    private static List<String> row(String name, QueuePolicy policy) {
        boolean confirmed = policy.ack() == AckMode.CLIENT;
        return List.of(
                name,
                policy.ack().toString(),
                confirmed ? String.valueOf(policy.prefetch()) : "-",
                confirmed ? text(policy.visibilityTimeout()) : "-",
                confirmed ? String.valueOf(policy.maxDeliveries()) : "-",
                policy.format().toString());
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(row.get(column))
                    .append(" ".repeat(widths[column] - row.get(column).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    /** As it may stand in the file. */
    private static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
