package dev.sluice.standalone;

import dev.sluice.access.AccessException;
import dev.sluice.access.Right;
import dev.sluice.access.token.ConfiguredKeys;
import dev.sluice.access.token.Requirements;
import dev.sluice.access.token.TokenMaker;
import dev.sluice.app.TokenCheck;
import dev.sluice.config.AccessSettings;
import dev.sluice.config.ConfigException;
import dev.sluice.config.DurationText;
import dev.sluice.config.Setting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that makes a token for trying out. */
@Command(
        name = "token",
        description = "Makes a token for trying out, and prints it: your application makes the real ones. It needs the"
                + " same settings as a node; SLUICE_AUTH_KEY must have a secret.")
final class TokenCommand implements Callable<Integer> {
    private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    private static final Set<String> OWN_CLAIMS = Set.of("iss", "aud", "sub", "iat", "nbf", "exp", "sluice");

    @Spec
    private CommandSpec spec;

    @Option(names = "--sub", paramLabel = "USER", description = "The user. Without it, the token is nobody's.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long the token is valid. Default: 1h, or SLUICE_AUTH_MAX_LIFETIME if that is less.")
    private Optional<String> lifetime = Optional.empty();

    @Option(
            names = "--take",
            split = ",",
            paramLabel = "NAME",
            description = "Queues to take from: comma-separated names or patterns, as for the next three.")
    private List<String> take = List.of();

    @Option(names = "--read", split = ",", paramLabel = "NAME", description = "Topics to read.")
    private List<String> read = List.of();

    @Option(names = "--publish", split = ",", paramLabel = "NAME", description = "Queues and topics to publish to.")
    private List<String> publish = List.of();

    @Option(names = "--send", split = ",", paramLabel = "USER", description = "Users to send to.")
    private List<String> send = List.of();

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "A further claim, a text, for templates such as inbox:{tenant}:{sub}. May be repeated.")
    private Map<String, String> claims = Map.of();

    @Override
    public Integer call() {
        AccessSettings access = SettingOptions.load(spec.commandLine().getParseResult())
                .access()
                .orElseThrow(TokenCommand::withoutKey);
        ConfiguredKeys keys = access.keys().orElseThrow(TokenCommand::withoutKey);
        String token;
        try {
            token = TokenMaker.make(keys, all(access.requirements()));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    Setting.AUTH_KEY.environmentName() + " cannot sign a token: " + e.getMessage() + ".");
        }
        try {
            TokenCheck.check(access, token);
        } catch (AccessException e) {
            spec.commandLine().getErr().println("A node would refuse the token. " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().println(token);
        return ExitCode.OK;
    }

    private static ConfigException withoutKey() {
        return new ConfigException("There is no secret to sign a token with: set " + Setting.AUTH_KEY.environmentName()
                + ", the same as for the node, to at least 32 bytes.");
    }

    private Map<String, Object> all(Requirements requirements) {
        Map<String, Object> all = new LinkedHashMap<>();
        putUnlessAny(all, "iss", requirements.issuer());
        putUnlessAny(all, "aud", requirements.audience());
        user.ifPresent(name -> all.put("sub", name));
        Instant now = InstantSource.system().instant();
        all.put("iat", now.getEpochSecond());
        all.put("exp", now.plus(lifetime(requirements.maxLifetime())).getEpochSecond());
        Map<String, List<String>> grants = new LinkedHashMap<>();
        putUnlessEmpty(grants, Right.TAKE, take);
        putUnlessEmpty(grants, Right.READ, read);
        putUnlessEmpty(grants, Right.PUBLISH, publish);
        putUnlessEmpty(grants, Right.SEND, send);
        if (!grants.isEmpty()) {
            all.put("sluice", grants);
        }
        claims.forEach((name, value) -> {
            if (OWN_CLAIMS.contains(name)) {
                throw wrong("--claim cannot set " + name + ": another option or setting does");
            }
            all.put(name, value);
        });
        return all;
    }

    private static void putUnlessAny(Map<String, Object> claims, String name, Optional<String> required) {
        required.filter(text -> !text.equals(Requirements.ANY)).ifPresent(text -> claims.put(name, text));
    }

    private static void putUnlessEmpty(Map<String, List<String>> grants, Right right, List<String> names) {
        if (!names.isEmpty()) {
            grants.put(right.toString(), names.stream().map(String::strip).toList());
        }
    }

    private Duration lifetime(Duration most) {
        if (lifetime.isEmpty()) {
            return DEFAULT_LIFETIME.compareTo(most) < 0 ? DEFAULT_LIFETIME : most;
        }
        try {
            return DurationText.parse(lifetime.get(), Duration.ofSeconds(1), most);
        } catch (IllegalArgumentException e) {
            throw wrong("--expires " + lifetime.get() + " is invalid: " + e.getMessage() + " ("
                    + Setting.AUTH_MAX_LIFETIME.environmentName() + ")");
        }
    }

    private ParameterException wrong(String fault) {
        return new ParameterException(spec.commandLine(), fault + ".");
    }
}
