package dev.sluice.standalone;

import dev.sluice.redis.RedisDeadLetters.Fate;
import picocli.CommandLine.Command;

/** The command that throws dead letters away. */
@Command(name = "drop", description = "Throws dead letters away for good; which, must be said.")
final class DeadDropCommand extends DeadLetterRemoval {
    DeadDropCommand() {
        super(Fate.DROP, "Dropped");
    }

    @Override
    String faultOfOptions() {
        return isSaid() ? super.faultOfOptions() : "Either --all, --limit or --index must say what to drop.";
    }
}
