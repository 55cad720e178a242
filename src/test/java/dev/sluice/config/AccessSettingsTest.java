package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Right;
import dev.sluice.access.token.ConfiguredKeys;
import dev.sluice.config.Sources.Source;
import dev.sluice.testing.Tokens;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSettingsTest {
    @TempDir
    private Path directory;

    private Sources sources;

    @BeforeEach
    void noSourceSaysAnything() {
        sources = new Sources(directory);
    }

    private Sources withKey() {
        return sources.with(Source.OPTION, Setting.AUTH_KEY, Tokens.KEY);
    }

    @Test
    void withoutASettingEverybodyMayDoEverything() {
        assertTrue(sources.load().access().isEmpty());
        assertTrue(sources.load().toString().contains(" access=off "));
    }

    @Test
    void aKeyAloneGrantsNothingByItself() {
        AccessSettings access = withKey().load().access().orElseThrow();
        for (Right right : Right.values()) {
            assertEquals(List.of(), access.rules().everybody().texts(right));
            assertEquals(List.of(), access.rules().templates().getOrDefault(right, List.of()));
        }
    }

    static Stream<Arguments> settingsThatNeedAccessControl() {
        return Stream.of(Setting.values())
                .filter(setting -> setting.name().matches("(AUTH|GRANT|ANONYMOUS)_.*"))
                .filter(setting -> !setting.name().matches("AUTH_(KEY|JWKS_URL|URL)"))
                .flatMap(setting -> Stream.of(Source.values()).map(source -> Arguments.of(setting, source)));
    }

    @ParameterizedTest
    @MethodSource("settingsThatNeedAccessControl")
    void withoutAccessControlItsSettingsStopTheStart(Setting setting, Source source) {
        String text = setting.defaultText().equals("none") ? "a" : setting.defaultText();
        sources.with(source, setting, text)
                .assertRefused(source.origin(setting), "SLUICE_AUTH_KEY, SLUICE_AUTH_JWKS_URL, SLUICE_AUTH_URL");
        new Sources(directory)
                .withEnvironment("SLUICE_AUTH_KEY", "none")
                .with(source, setting, text)
                .assertRefused(source.origin(setting));
    }

    @ParameterizedTest
    @MethodSource("settingsThatNeedAccessControl")
    void noneLeavesAccessControlOff(Setting setting, Source source) {
        if (setting.defaultText().equals("none")) {
            assertTrue(sources.with(source, setting, "none").load().access().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTH_KEY, a secret of tests that has more than 32 bytes", "AUTH_URL, http://127.0.0.1/auth.php"})
    void oneSettingTurnsAccessControlOn(Setting setting, String value) {
        assertTrue(sources.with(Source.ENVIRONMENT, setting, value)
                .with(Source.ENVIRONMENT, Setting.ANONYMOUS_READ, "chat")
                .load()
                .access()
                .isPresent());
    }

    @ParameterizedTest
    @CsvSource({"AUTH_ISSUER, AUTH_AUDIENCE", "AUTH_AUDIENCE, AUTH_ISSUER"})
    void issuersKeysNeedIssuerAndAudience(Setting given, Setting missing) {
        sources.withEnvironment("SLUICE_AUTH_JWKS_URL", "https://issuer.example/keys")
                .with(Source.OPTION, given, "x")
                .assertRefused("SLUICE_AUTH_JWKS_URL needs " + missing.environmentName());
        sources.with(Source.PROPERTY, missing, "none").assertRefused(missing.environmentName());
        assertTrue(sources.with(Source.OPTION, missing, "*").load().access().isPresent());
    }

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            names = {"AUTH_KEY", "AUTH_JWKS_URL", "AUTH_URL", "ADMIN_TOKEN", "METRICS_TOKEN"})
    void aSecretIsNeverInTheText(Setting setting) {
        String secret = "hunter2-and-at-least-32-bytes-of-it";
        String value = setting.name().endsWith("URL") ? "https://a.example/path?key=" + secret : secret;
        String text = sources.with(Source.FILE, Setting.AUTH_KEY, Tokens.KEY)
                .with(Source.FILE, Setting.AUTH_ISSUER, "*")
                .with(Source.FILE, Setting.AUTH_AUDIENCE, "*")
                .with(Source.OPTION, setting, value)
                .load()
                .toString();
        assertFalse(text.contains("hunter2"), text);
        assertFalse(text.contains(Tokens.KEY), text);
    }

    private static String pem() throws Exception {
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void theFileMayHaveKeysInPem() throws Exception {
        String block = pem().indent(4);
        assertEquals(1, keys("auth-key: |\n" + block));
        assertEquals(3, keys("auth-key:\n  - |\n" + block + "  - " + Tokens.KEY + "\n  - |\n" + block));
        assertEquals(2, keys("auth-key: |\n" + block + block));
    }

    private int keys(String yaml) throws Exception {
        ConfiguredKeys keys = new Sources(directory)
                .withFile(yaml)
                .load()
                .access()
                .orElseThrow()
                .keys()
                .orElseThrow();
        return keys.find("HS256", Optional.empty()).get().size()
                + keys.find("EdDSA", Optional.empty()).get().size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth-key: 12345678901234567890123456789012",
                "auth-key: [12345678901234567890123456789012]",
                "admin-token: 12345678901234567890",
                "metrics-token: 1234.5"
            })
    void numbersAsSecretsNeedQuotes(String yaml) {
        ConfigException refusal =
                sources.withFile(yaml).assertRefused(sources.file().toString(), "put it into quotes");
        String message = refusal.getMessage().replace(sources.file().toString(), "");
        assertFalse(message.contains("234"), message);
    }

    @Test
    void aQuotedNumberIsASecret() {
        assertTrue(sources.withFile("metrics-token: '0123'")
                .load()
                .metricsToken()
                .orElseThrow()
                .is("0123"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GRANT_TAKE        | inbox:{sub}    | SLUICE_QUEUES",
                "GRANT_TAKE        | chat           | SLUICE_QUEUES",
                "GRANT_TAKE        | {sub}          | ",
                "GRANT_TAKE        | message_list   | ",
                "GRANT_TAKE        | message*       | ",
                "GRANT_TAKE        | messages:*     | SLUICE_QUEUES",
                "GRANT_READ        | chat           | ",
                "GRANT_READ        | sse_messages   | ",
                "GRANT_READ        | room:{sub}     | SLUICE_TOPICS, SLUICE_PUBSUB_TOPICS",
                "GRANT_PUBLISH     | message_list   | ",
                "GRANT_PUBLISH     | c{sub}t        | ",
                "GRANT_PUBLISH     | orders         | SLUICE_QUEUES, SLUICE_TOPICS, SLUICE_PUBSUB_TOPICS",
                "ANONYMOUS_TAKE    | jobs           | SLUICE_QUEUES",
                "ANONYMOUS_READ    | *              | ",
                "ANONYMOUS_READ    | message_list   | SLUICE_TOPICS, SLUICE_PUBSUB_TOPICS",
                "ANONYMOUS_PUBLISH | x*             | SLUICE_QUEUES, SLUICE_TOPICS, SLUICE_PUBSUB_TOPICS",
            })
    void aGrantWithoutAChannelIsWarnedOf(Setting setting, String text, String lists) {
        List<String> expected = lists == null
                ? List.of()
                : List.of(setting.environmentName() + " gives nothing by \"" + text + "\", because it matches none of "
                        + lists + ".");
        assertEquals(expected, withKey().with(Source.ENVIRONMENT, setting, text).warnings());
    }

    @Test
    void uselessGrantsToPublishAreWarnedOf() {
        withKey().with(Source.OPTION, Setting.GRANT_PUBLISH, "chat").with(Source.OPTION, Setting.HTTP_PUBLISH, "off");
        assertEquals(
                List.of("The option --grant-publish gives nothing by \"chat\", because SLUICE_HTTP_PUBLISH is off."),
                sources.warnings());
    }
}
