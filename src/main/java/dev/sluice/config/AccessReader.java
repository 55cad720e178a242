package dev.sluice.config;

import static dev.sluice.config.SettingParsers.duration;
import static dev.sluice.config.SettingParsers.orNone;

import dev.sluice.access.AccessRules;
import dev.sluice.access.Grants;
import dev.sluice.access.NameTemplate;
import dev.sluice.access.Right;
import dev.sluice.access.token.ConfiguredKeys;
import dev.sluice.access.token.Requirements;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the settings of access control. */
final class AccessReader {
    /** The settings of which one turns access control on. */
    private static final List<Setting> SOURCES = List.of(Setting.AUTH_KEY, Setting.AUTH_JWKS_URL, Setting.AUTH_URL);

    private static final List<String> PREFIXES = List.of("AUTH_", "GRANT_", "ANONYMOUS_");

    /** The settings of grants to clients with a token. */
    static final Map<Right, Setting> GRANTS = Map.of(
            Right.TAKE, Setting.GRANT_TAKE, Right.READ, Setting.GRANT_READ, Right.PUBLISH, Setting.GRANT_PUBLISH);
    /** The settings of grants to everybody. */
    static final Map<Right, Setting> ANONYMOUS = Map.of(
            Right.TAKE,
            Setting.ANONYMOUS_TAKE,
            Right.READ,
            Setting.ANONYMOUS_READ,
            Right.PUBLISH,
            Setting.ANONYMOUS_PUBLISH);

    private AccessReader() {}

    /**
     * Returns the settings of access control; empty if it is off.
     *
     * @throws ConfigException if one is wrong, or has no effect because access control is off
     */
    static Optional<AccessSettings> read(SettingValues values) {
        Optional<ConfiguredKeys> keys = values.get(Setting.AUTH_KEY, orNone(ConfiguredKeys::parse));
        Optional<URI> issuerKeys = values.get(Setting.AUTH_JWKS_URL, orNone(AccessReader::address));
        Optional<URI> application = values.get(Setting.AUTH_URL, orNone(AccessReader::address));
        if (keys.isEmpty() && issuerKeys.isEmpty() && application.isEmpty()) {
            requireNone(values);
            return Optional.empty();
        }
        Requirements requirements = new Requirements(
                values.get(Setting.AUTH_ISSUER, orNone(Function.identity())),
                values.get(Setting.AUTH_AUDIENCE, orNone(Function.identity())),
                values.get(Setting.AUTH_MAX_LIFETIME, duration(Duration.ofSeconds(1), Duration.ofDays(3650))));
        if (issuerKeys.isPresent()) {
            require(requirements.issuer(), Setting.AUTH_ISSUER, values);
            require(requirements.audience(), Setting.AUTH_AUDIENCE, values);
        }
        return Optional.of(new AccessSettings(
                new AccessRules(
                        new Grants(texts(values, ANONYMOUS, SettingParsers::channels)),
                        texts(values, GRANTS, AccessReader::templates)),
                keys,
                issuerKeys,
                requirements,
                values.get(Setting.AUTH_COOKIE, AccessReader::cookieName),
                application));
    }

    private static void requireNone(SettingValues values) {
        Stream.of(Setting.values())
                .filter(setting -> PREFIXES.stream().anyMatch(setting.name()::startsWith))
                .filter(setting -> values.find(setting, orNone(Function.identity()))
                        .flatMap(text -> text)
                        .isPresent())
                .flatMap(setting -> values.origin(setting).stream())
                .findFirst()
                .ifPresent(origin -> {
                    throw new ConfigException(origin + " has no effect: access control is off, because none of "
                            + String.join(
                                    ", ",
                                    SOURCES.stream()
                                            .map(Setting::environmentName)
                                            .toList()) + " is set.");
                });
    }

    private static void require(Optional<String> value, Setting needed, SettingValues values) {
        if (value.isEmpty()) {
            throw new ConfigException(values.origin(Setting.AUTH_JWKS_URL).orElseThrow() + " needs "
                    + needed.environmentName()
                    + ": other applications may have tokens of the same issuer. With \"*\", any"
                    + " value is accepted.");
        }
    }

    private static <T> Map<Right, List<T>> texts(
            SettingValues values, Map<Right, Setting> settings, Function<String, List<T>> parser) {
        Map<Right, List<T>> texts = new EnumMap<>(Right.class);
        settings.forEach((right, setting) -> values.find(setting, parser)
                .filter(names -> !names.isEmpty())
                .ifPresent(names -> texts.put(right, names)));
        return texts;
    }

    private static List<NameTemplate> templates(String text) {
        return SettingParsers.listOrNone(text).stream()
                .map(AccessReader::template)
                .toList();
    }

    private static NameTemplate template(String text) {
        try {
            return NameTemplate.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the template " + text + " " + e.getMessage(), e);
        }
    }

    private static URI address(String text) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes the address: it may have a secret.
            throw new IllegalArgumentException("it must be an address such as https://issuer.example/keys");
        }
        boolean isHttp = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        if (!isHttp || address.getHost() == null || address.getUserInfo() != null || address.getFragment() != null) {
            throw new IllegalArgumentException(
                    "it must be an http or https address with a host, without a user and a fragment");
        }
        return address;
    }

    /** @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1">RFC 6265, "Set-Cookie"</a> */
    private static String cookieName(String text) {
        if (!text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")) {
            throw new IllegalArgumentException("it must be the name of a cookie");
        }
        return text;
    }
}
