package dev.sluice.standalone;

import dev.sluice.logging.Printable;
import dev.sluice.redis.DeadLetter;
import dev.sluice.redis.DeadLetterException;
import dev.sluice.redis.RedisDeadLetters;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command that shows dead letters. */
@Command(
        name = "list",
        description =
                "Shows the dead letters of a queue, newest first: index, time, length, reason, and how the message"
                        + " begins. The oldest has the index 1, so an index stays the same while letters are added.")
final class DeadListCommand extends DeadLetterAction {
    private static final int BEGINNING_BYTES = 60;

    /** A mapper that writes only ASCII: a terminal may have no other characters. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many letters to show at most. Default: 50.")
    private long limit;

    @Option(
            names = "--json",
            description = "Prints a line of JSON for each letter, and the number of all on standard error.")
    private boolean json;

    @Override
    String faultOfOptions() {
        return limit < 1 ? "--limit is less than 1." : null;
    }

    @Override
    int act(RedisDeadLetters letters, String queue) throws DeadLetterException {
        long total = letters.count(queue);
        letters.list(queue, total, limit, BEGINNING_BYTES, letter -> out().println(json ? json(letter) : line(letter)));
        out().flush();
        String sum = "Shown: " + Math.min(limit, total) + ". In all: " + total + ".";
        (json ? err() : out()).println(sum);
        return ExitCode.OK;
    }

    private static String line(DeadLetter letter) {
        return String.format(
                "%6d  %s  %8d bytes  it %s: %s",
                letter.place(),
                letter.at().map(Object::toString).orElse("unknown time"),
                letter.bytes(),
                letter.reason().map(Printable::of).orElse("has no known reason"),
                beginning(letter));
    }

    private static String json(DeadLetter letter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", letter.place());
        fields.put("at", letter.at().orElse(null));
        fields.put("reason", letter.reason().orElse(null));
        fields.put("bytes", letter.bytes());
        fields.put("beginning", beginning(letter));
        return JSON.writeValueAsString(fields);
    }

    private static String beginning(DeadLetter letter) {
        return Printable.of(letter.beginning()) + (letter.bytes() > letter.beginning().length ? "..." : "");
    }
}
