package dev.sluice.standalone;

import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;
import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.redis.DeadLetterException;
import dev.sluice.redis.RedisDeadLetters;
import dev.sluice.redis.script.Keyspace;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command on the dead letters of one queue. Exit code: 0 for success, 1 for failure, 2 for wrong usage. */
abstract class DeadLetterAction implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "QUEUE", description = "The name of the queue.")
    private String queue;

    @Override
    public final Integer call() {
        String fault = faultOfArguments();
        if (fault != null) {
            throw new ParameterException(spec.commandLine(), fault);
        }
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        try (RedisDeadLetters letters = new RedisDeadLetters(
                redis(settings), new Keyspace(settings.namespace()), settings.queuePolicies()::takeFrom)) {
            return act(letters, queue);
        } catch (DeadLetterException e) {
            out().flush();
            err().println(e.getMessage() + ".");
            return ExitCode.SOFTWARE;
        }
    }

    /** @return the exit code */
    abstract int act(RedisDeadLetters letters, String name) throws DeadLetterException;

    /** Returns what is wrong with the options, as a sentence; null if nothing is. */
    abstract String faultOfOptions();

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private String faultOfArguments() {
        String fault = ChannelName.faultOf(queue);
        if (fault != null) {
            return "The name of the queue " + fault + ".";
        }
        if (queue.startsWith(NamePatterns.OWN_PREFIX)) {
            return "The name of a queue cannot start with " + NamePatterns.OWN_PREFIX
                    + ", because Sluice's own keys do.";
        }
        return faultOfOptions();
    }

    private static RedisUrl redis(Settings settings) {
        return settings.redisUrl()
                .orElseThrow(() -> new ConfigException(Setting.REDIS_URL.environmentName() + " (or "
                        + Setting.REDIS_URL.optionName() + ") must name the Redis that has the dead letters."));
    }
}
