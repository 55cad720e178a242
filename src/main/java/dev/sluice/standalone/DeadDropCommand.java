package dev.sluice.standalone;

import dev.sluice.redis.RedisDeadLetters.Fate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Throws dead letters away. */
@Command(name = "drop", description = "Throws dead letters away for good; which, must be said.")
final class DeadDropCommand extends DeadLetterRemoval {
    @Option(names = "--all", description = "All of them.")
    private boolean all;

    DeadDropCommand() {
        super(Fate.DROP, "Dropped");
    }

    @Override
    String faultOfOptions() {
        return all == isLimited() ? "Either --all, --limit or --index must say what to drop." : super.faultOfOptions();
    }
}
