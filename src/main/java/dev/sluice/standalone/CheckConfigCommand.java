package dev.sluice.standalone;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.app.TokenCheck;
import dev.sluice.config.AccessSettings;
import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.redis.RedisCheck;
import dev.sluice.redis.script.Keyspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that reads the settings as {@code serve} would, and starts nothing. */
@Command(
        name = "check-config",
        description =
                "Reads and checks the settings as a node would, and prints those of each channel. Starts nothing.")
final class CheckConfigCommand implements Callable<Integer> {
    /** Enough for the longest token that is valid. */
    private static final int MAX_BYTES = 16 * 1024;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--connect",
            description = "Also connects to Redis and tries a write that changes nothing. Exit status 1 if that fails.")
    private boolean connects;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "Also checks a token, and prints what it may do. With -, it is read from standard input, so that"
                            + " no other user sees it. Exit status 1 if it is not valid.")
    private Optional<String> token = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        settings.requireRedis();
        PrintWriter out = spec.commandLine().getOut();
        out.println("The settings are valid: " + settings);
        out.println();
        out.println("A channel has the settings of its own name, or else those of the first pattern that matches it:");
        out.println(ChannelTables.ofQueues(settings.queuePolicies()));
        out.println();
        out.println(ChannelTables.ofTopics(settings.topicPolicies()));
        out.println();
        out.println(ChannelTables.ofPubsubTopics(settings.pubsubTopicPolicies()));
        out.flush();
        int checked = token.isPresent() ? checkToken(settings) : ExitCode.OK;
        return connects && checked == ExitCode.OK ? connect(settings) : checked;
    }

    private int checkToken(Settings settings) throws IOException {
        AccessSettings access = settings.access()
                .filter(on -> on.keys().isPresent() || on.issuerKeys().isPresent())
                .orElseThrow(() -> new ConfigException("There is no key to check a token with: neither "
                        + Setting.AUTH_KEY.environmentName() + " nor " + Setting.AUTH_JWKS_URL.environmentName()
                        + " is set."));
        String text = token.get().equals("-")
                ? new String(System.in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8)
                : token.get();
        try {
            Access granted = TokenCheck.check(access, text.strip());
            spec.commandLine().getOut().println("\n" + new TokenReport(settings, granted));
            return ExitCode.OK;
        } catch (AccessException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private int connect(Settings settings) {
        if (settings.redisUrl().isEmpty()) {
            spec.commandLine().getErr().println("There is no Redis to connect to: a node would start an embedded one.");
            return ExitCode.SOFTWARE;
        }
        RedisUrl redis = settings.redisUrl().get();
        Optional<String> fault = RedisCheck.findFault(redis, new Keyspace(settings.namespace()));
        if (fault.isPresent()) {
            spec.commandLine().getErr().println(fault.get());
            return ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().println("\nRedis at " + redis + " can be used.");
        return ExitCode.OK;
    }
}
