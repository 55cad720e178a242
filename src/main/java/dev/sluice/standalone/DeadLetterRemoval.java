package dev.sluice.standalone;

import dev.sluice.redis.DeadLetterException;
import dev.sluice.redis.RedisDeadLetters;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** A command that takes dead letters out of their list: all, the oldest ones, or single ones. */
abstract class DeadLetterRemoval extends DeadLetterAction {
    @Option(names = "--all", description = "All letters.")
    private boolean all;

    @Option(names = "--limit", paramLabel = "N", description = "The N oldest letters.")
    private Long limit;

    @Option(
            names = "--index",
            paramLabel = "I",
            split = ",",
            description =
                    "The letters with these indexes, comma-separated, as list shows them. When letters are taken out, the"
                            + " indexes of newer ones change.")
    private List<Long> indexes = List.of();

    private final RedisDeadLetters.Fate fate;
    private final String deed;

    /** @param deed the completed action, as the beginning of a sentence */
    DeadLetterRemoval(RedisDeadLetters.Fate fate, String deed) {
        this.fate = fate;
        this.deed = deed;
    }

    /** Returns true if the options say which ones. */
    final boolean isSaid() {
        return all || limit != null || !indexes.isEmpty();
    }

    @Override
    String faultOfOptions() {
        if (Stream.of(all, limit != null, !indexes.isEmpty())
                        .filter(said -> said)
                        .count()
                > 1) {
            return "--all, --limit and --index exclude each other.";
        }
        if (limit != null && limit < 1) {
            return "--limit is less than 1.";
        }
        return indexes.stream().anyMatch(index -> index < 1) ? "--index is less than 1; the oldest is 1." : null;
    }

    @Override
    final int act(RedisDeadLetters letters, String queue) throws DeadLetterException {
        long taken = indexes.isEmpty() ? takeOldest(letters, queue) : takeSingle(letters, queue);
        out().println(deed + ": " + taken + ". Left: " + letters.count(queue) + ".");
        out().flush();
        return taken < indexes.size() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private long takeOldest(RedisDeadLetters letters, String queue) throws DeadLetterException {
        long total = letters.count(queue);
        long wanted = limit == null ? total : Math.min(limit, total);
        return letters.take(queue, fate, wanted, wanted);
    }

    /** Takes the newest first, which leaves the places of older ones as they are. */
    private long takeSingle(RedisDeadLetters letters, String queue) throws DeadLetterException {
        long taken = 0;
        for (long index :
                indexes.stream().distinct().sorted(Comparator.reverseOrder()).toList()) {
            long one = letters.take(queue, fate, index, 1);
            if (one == 0) {
                err().println("There is no dead letter with the index " + index + ".");
            }
            taken += one;
        }
        return taken;
    }
}
