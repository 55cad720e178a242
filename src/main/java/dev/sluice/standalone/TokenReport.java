package dev.sluice.standalone;

import dev.sluice.access.Access;
import dev.sluice.access.Right;
import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Settings;
import dev.sluice.logging.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a token may do on a node with some settings, for people. */
final class TokenReport {
    private final Settings settings;
    private final Access access;

    TokenReport(Settings settings, Access access) {
        this.settings = settings;
        this.access = access;
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add("The token is valid. "
                + access.user()
                        .map(user -> "The user is " + Printable.of(user) + ".")
                        .orElse("It has no user (sub).")
                + access.expires().map(end -> " It expires at " + end + ".").orElse(""));
        parts.add(table());
        if (!access.withheld().isEmpty()) {
            parts.add(access.withheld().stream().map(Printable::of).collect(Collectors.joining("\n")));
        }
        if (settings.access().flatMap(on -> on.application()).isPresent()) {
            parts.add("For anything else, a node asks the application.");
        }
        return String.join("\n\n", parts);
    }

    private String table() {
        TextTable table = new TextTable("right", "granted", "served here");
        boolean isEmpty = true;
        for (Right right : Right.values()) {
            for (String text : access.grants().texts(right)) {
                table.row(right.toString(), Printable.of(text), served(right, text));
                isEmpty = false;
            }
        }
        return isEmpty ? "It grants nothing." : table.toString();
    }

    private String served(Right right, String text) {
        NamePatterns topics = settings.topics().or(settings.pubsubTopics());
        return switch (right) {
            case TAKE -> served(settings.queues(), text);
            case READ -> served(topics, text);
            case PUBLISH ->
                settings.isHttpPublishOn()
                        ? served(settings.queues().or(topics), text)
                        : "no: publishing over HTTP is off";
            case SEND -> "-";
        };
    }

    private static String served(NamePatterns channels, String text) {
        boolean is = NamePatterns.isPattern(text) ? channels.overlap(text) : channels.matches(text);
        return is ? "yes" : "no";
    }
}
