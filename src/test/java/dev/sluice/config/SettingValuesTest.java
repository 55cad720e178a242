package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.channel.AckMode;
import dev.sluice.config.Sources.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values at their bounds, as the loader takes them. */
class SettingValuesTest {
    @ParameterizedTest
    @CsvSource({
        "HEARTBEAT, 99ms, 100ms, 1h, 3600001ms",
        "HEARTBEAT, 0s, 100ms, 60m, 61m",
        "HEARTBEAT, 0h, 1s, 3600s, 3601s",
        "RETRY, 0ms, 1ms, 1h, 2h",
        "SETTLE_DELAY, 0ms, 1ms, 1m, 61s",
        "SETTLE_DELAY, 0m, 1ms, 60s, 60001ms",
        "QUEUE_VISIBILITY_TIMEOUT, 99ms, 100ms, 24h, 86401s",
        "STALL_TIMEOUT, 999ms, 1s, 1h, 3601s",
        "NODE_LEASE, 999ms, 1s, 5m, 301s",
        "SAFETY_POLL, 9ms, 10ms, 1m, 1h",
    })
    void aDurationHasALeastAndAMost(Setting setting, String less, String least, String most, String more) {
        for (String right : new String[] {least, most}) {
            with(setting, right).load();
        }
        for (String wrong : new String[] {less, more}) {
            with(setting, wrong).assertRefused(setting.optionName(), "\"" + wrong + "\"", "from", "to");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "000015s, PT15S",
        "2m, PT2M",
        "1h, PT1H",
        "3600000ms, PT1H",
        "' 15s ', PT15S",
    })
    void aDurationIsANumberAndAUnit(String text, Duration expected) {
        assertEquals(expected, with(Setting.HEARTBEAT, text).load().heartbeat());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"15", "s", "15 s", "15S", "-15s", "+15s", "1.5s", "1m30s", "PT15S", "15sec", "1e3ms", "١٥s"})
    void anythingElseIsNoDuration(String text) {
        with(Setting.HEARTBEAT, text).assertRefused("duration such as", "\"" + text + "\"");
    }

    /** Hours of nine digits fit a long; more digits are refused before they are read. */
    @ParameterizedTest
    @ValueSource(strings = {"999999999h", "1000000000ms", "9223372036854775808s", "99999999999999999999h"})
    void hugeDurationIsRefused(String text) {
        with(Setting.RETRY, text).assertRefused("\"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, -1, 0, 65535, 65536",
        "MAX_MESSAGE_BYTES, 0, 1, 67108864, 67108865",
        "MAX_CONNECTIONS, 0, 1, 10000000, 10000001",
        "QUEUE_PREFETCH, 0, 1, 10000, 10001",
        "QUEUE_MAX_DELIVERIES, 0, 1, 1000000, 1000001",
        "MAX_UNSETTLED, 3, 4, 10000000, 10000001",
        "PORT, -2147483649, 0, 65535, 2147483648",
    })
    void aNumberHasALeastAndAMost(Setting setting, String less, String least, String most, String more) {
        for (String right : new String[] {least, most}) {
            with(setting, right).load();
        }
        for (String wrong : new String[] {less, more}) {
            with(setting, wrong).assertRefused(setting.optionName(), "\"" + wrong + "\"", "whole number from");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "0s", "5m"})
    void drainTimeMayBeZeroOrMinutes(String text) {
        with(Setting.DRAIN_TIME, text).load();
        with(Setting.DRAIN_TIME, "301s").assertRefused("--drain-time", "from 0ms to 300s");
    }

    @ParameterizedTest
    @EnumSource(AckMode.class)
    void eachModeIsNamedInLowerCase(AckMode mode) {
        String text = mode.name().toLowerCase(Locale.ROOT);
        assertEquals(
                mode,
                with(Setting.QUEUE_ACK, text).load().queuePolicies().of("a").ack());
        with(Setting.QUEUE_ACK, mode.name()).assertRefused("one of none, sent, client");
    }

    @ParameterizedTest
    @CsvSource({"on, true", "true, true", "off, false", "false, false"})
    void aSwitchIsOnOrOff(String text, boolean expected) {
        assertEquals(
                Optional.of(expected), with(Setting.HTTP_PUBLISH, text).load().httpPublish());
    }

    @Test
    void autoConnectionsFollowTheOpenFileLimit() {
        assertEquals(
                OptionalInt.empty(),
                with(Setting.MAX_CONNECTIONS, "auto").load().maxConnections());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example?x",
                "https://a.example#x",
                "https://user@a.example",
                "https://a.*.example",
                "*",
                "null",
                "//a.example"
            })
    void whatIsNoOriginIsRefused(String text) {
        with(Setting.ALLOWED_ORIGINS, text).assertRefused("\"" + text + "\"");
    }

    private static Sources with(Setting setting, String text) {
        return new Sources(Path.of("no-file")).with(Source.OPTION, setting, text);
    }
}
