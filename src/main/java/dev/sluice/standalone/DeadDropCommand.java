package dev.sluice.standalone;

import dev.sluice.redis.RedisDeadLetters.Fate;
import picocli.CommandLine.Command;

/** The command that throws dead letters away. */
@Command(name = "drop", description = "Deletes dead letters for good. One of the options is required.")
final class DeadDropCommand extends DeadLetterRemoval {
    DeadDropCommand() {
        super(Fate.DROP, "Dropped");
    }

    @Override
    String faultOfOptions() {
        return isSaid() ? super.faultOfOptions() : "One of --all, --limit and --index is required.";
    }
}
