package dev.sluice.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs a command line, such as one that starts nothing. */
    private int run(String line) {
        return run(line.split(" "));
    }

    private int run(String... words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "-V",
                "serve --version",
                "check-config --version",
                "dead --version",
                "dead list --version",
                "bench -V",
                "version"
            })
    void eachCommandSaysItsVersion(String line) {
        assertEquals(0, run(line), err.toString());
        assertTrue(out.toString().matches("Sluice [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\\R"), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help"})
    void helpNamesCommonOptionsWithoutMarkdown(String line) {
        assertEquals(0, run(line), err.toString());
        for (String option : List.of("--config", "--port", "--redis-url", "--queues", "--topics")) {
            assertTrue(out.toString().contains("  " + option + "=VALUE"), out.toString());
        }
        assertFalse(out.toString().contains("](") || out.toString().contains("`"), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://db", "embedded"})
    void aRequiredRedisMayBeEmbeddedOnPurpose(String redis) {
        assertEquals(0, run("check-config --redis-required on --redis-url " + redis), err.toString());
    }

    /** What names and numbers may be is told without the help. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2 | serve --redis-required on | There is no Redis: set SLUICE_REDIS_URL
            2 | check-config --redis-required on | to try it out embedded
            2 | dead list '' --redis-url redis://localhost | is empty
            2 | dead list sluice:{message_list}:dead --redis-url redis://localhost | Sluice's own keys
            2 | dead list q --limit 0 --redis-url redis://localhost | --limit is less than 1.
            2 | dead retry q --index 0 --redis-url redis://localhost | --index is less than 1
            2 | dead retry q --index 1 --limit 1 --redis-url redis://localhost | exclude each other
            2 | dead drop q --all --limit 1 --redis-url redis://localhost | exclude each other
            2 | bench queue --url https://localhost:1 --redis-url redis://localhost | --url must be like http://HOST:PORT, but is https
            2 | bench idle --url http://localhost:1/chat.html | has a path; see --path
            2 | bench fanout --url http://localhost:1 --publish-url foo --redis-url redis://localhost | --publish-url must be
            2 | bench queue --redis-url http://foo | --redis-url is invalid: it must start with redis://
            2 | bench idle --url http://localhost:1 --pid 99999999 | There is no process 99999999.
            2 | bench idle --json /nowhere/figures.json | --json /nowhere/figures.json cannot be written
            1 | bench idle --url http://127.0.0.1:1 | has failed: http://127.0.0.1:1 cannot be reached
            1 | bench idle --url http://nowhere.invalid:1 | has failed: there is no host nowhere.invalid
            2 | bench compare a=nowhere.json | There is no file nowhere.json.
            """)
    void wrongArgumentsAreSaidInOneLine(int exitValue, String line, String said) {
        assertEquals(exitValue, run(line.replace("''", "").split(" ")));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains(said), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dead                        | Missing required subcommand. Help: sluice dead --help",
                "dead lst                    | Unmatched argument at index 1: 'lst'. Perhaps: list. Help: sluice dead --help",
                "dead list                   | Missing required parameter: 'QUEUE'. Help: sluice dead list --help",
                "dead list q --limit many    | Invalid value for option '--limit': 'many' is not a long. Help: sluice dead list --help",
                "dead list inbox:*           | The name of the queue is a pattern, not the name of one channel. Help: sluice dead list --help",
                "dead retry q --all --limit 3 | --all, --limit and --index exclude each other. Help: sluice dead retry --help",
                "dead drop q                 | One of --all, --limit and --index is required. Help: sluice dead drop --help",
                "serve --portt=8081          | Unknown option: '--portt'. Perhaps: --port. Help: sluice serve --help",
                "bench fanout --connections -5 | --connections is less than 1. Help: sluice bench --help",
                "bench --url http://a:1/     | --url needs --redis-url for queue. Help: sluice bench --help",
                "run                         | Unmatched argument at index 0: 'run'. Help: sluice --help"
            })
    void wrongUsageIsOneLineThatNamesHelp(String line, String said) {
        assertEquals(2, run(line));
        assertEquals("", out.toString());
        assertEquals(said + System.lineSeparator(), err.toString());
    }
}
