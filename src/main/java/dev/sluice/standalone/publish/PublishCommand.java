package dev.sluice.standalone.publish;

import dev.sluice.config.DurationText;
import dev.sluice.config.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The command that publishes messages by {@code POST /publish}. */
@Command(
        name = "publish",
        description =
                "Publishes a message, or each line of the standard input, through a node. Prints the ids of events"
                        + " in stream topics.")
public final class PublishCommand implements Callable<Integer> {
    private static final String DEFAULT_URL = "http://localhost:8080";
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    private final InputStream in;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = "The node. Default: " + DEFAULT_URL + ".")
    private String url = DEFAULT_URL;

    @Option(names = "--queue", paramLabel = "NAME", description = "The queue to push to.")
    private Optional<String> queue = Optional.empty();

    @Option(names = "--topic", paramLabel = "NAME", description = "The topic to publish to.")
    private Optional<String> topic = Optional.empty();

    @Option(names = "--event", paramLabel = "TYPE", description = "The type of the event.")
    private Optional<String> event = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Publishes only if the key was not seen before, so that a repetition is harmless. Lines of the"
                            + " standard input have the keys KEY-1, KEY-2 and so on.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token to publish with. Default: the environment variable " + Setting.TOKEN_VARIABLE
                    + ", which no list of processes shows.")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description =
                    "How long to wait for an answer, and with --key to repeat what was not answered. Default: 30s.")
    private String timeout = "30s";

    @Parameters(
            arity = "0..1",
            paramLabel = "MESSAGE",
            description = "The message. Without it, each line of the standard input is one.")
    private Optional<String> message = Optional.empty();

    /**
     * @param in the standard input
     * @param environment as {@link System#getenv()}
     */
    public PublishCommand(InputStream in, Map<String, String> environment) {
        this.in = in;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (queue.isPresent() == topic.isPresent()) {
            throw wrong("Name either --queue or --topic");
        }
        CommandLine line = spec.commandLine();
        try (BatchPoster poster =
                new BatchPoster(node(), token(), timeout(), key.isPresent(), line.getOut(), line.getErr())) {
            if (message.isPresent()) {
                poster.post(List.of(new BatchPoster.Message(0, json(message.get(), key))));
            } else {
                postLines(poster);
            }
            return poster.hasFailed() ? ExitCode.SOFTWARE : ExitCode.OK;
        } catch (IOException e) {
            line.getErr().println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private void postLines(BatchPoster poster) throws IOException {
        MessageLines lines = new MessageLines(in);
        List<MessageLines.Line> batch = lines.next();
        while (!batch.isEmpty()) {
            List<BatchPoster.Message> messages = batch.stream()
                    .map(one -> new BatchPoster.Message(
                            one.number(), json(one.text(), key.map(text -> text + "-" + one.number()))))
                    .toList();
            if (!poster.post(messages)) {
                spec.commandLine()
                        .getErr()
                        .println("Stopped after line "
                                + messages.get(messages.size() - 1).line() + "; what follows was not published.");
                return;
            }
            batch = lines.next();
        }
    }

    private String json(String text, Optional<String> itsKey) {
        Map<String, String> members = new LinkedHashMap<>();
        queue.ifPresent(name -> members.put("queue", name));
        topic.ifPresent(name -> members.put("topic", name));
        members.put("data", text);
        event.ifPresent(type -> members.put("event", type));
        itsKey.ifPresent(name -> members.put("key", name));
        return JsonMapper.shared().writeValueAsString(members);
    }

    private Optional<String> token() {
        Optional<String> given = token.or(() -> Optional.ofNullable(environment.get(Setting.TOKEN_VARIABLE)))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        if (given.isPresent() && !given.get().matches("[!-~]+")) {
            throw wrong("The token has a character that no token has");
        }
        return given;
    }

    private URI node() {
        try {
            URI node = URI.create(url);
            String scheme = String.valueOf(node.getScheme());
            if (node.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return node;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw wrong("--url " + url + " is not an address such as " + DEFAULT_URL);
    }

    private Duration timeout() {
        try {
            return DurationText.parse(timeout, Duration.ofSeconds(1), MAX_TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw wrong("--timeout " + timeout + " is invalid: " + e.getMessage());
        }
    }

    private ParameterException wrong(String fault) {
        return new ParameterException(spec.commandLine(), fault + ".");
    }
}
