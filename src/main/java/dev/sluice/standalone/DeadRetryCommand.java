package dev.sluice.standalone;

import dev.sluice.redis.RedisDeadLetters.Fate;
import picocli.CommandLine.Command;

/** The command that puts dead letters back into their queue. */
@Command(
        name = "retry",
        description =
                "Puts dead letters back at the front of their queue, the oldest first. Without an option: all of them.")
final class DeadRetryCommand extends DeadLetterRemoval {
    DeadRetryCommand() {
        super(Fate.RETRY, "Retried");
    }
}
