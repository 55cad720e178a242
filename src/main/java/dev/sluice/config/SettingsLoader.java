package dev.sluice.config;

import static dev.sluice.config.SettingValues.duration;
import static dev.sluice.config.SettingValues.wholeNumber;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Puts the settings together: file, environment, system properties, command line; a later one wins. */
public final class SettingsLoader {
    private static final Pattern ORIGIN = Pattern.compile("https?://(\\[[0-9a-fA-F:.]+]|[^/?#@*:,\\s]+)(:[0-9]{1,5})?");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> environment;
    private final Properties properties;
    private final Map<Setting, String> options;

    /**
     * @param environment as {@link System#getenv()}
     * @param properties as {@link System#getProperties()}
     * @param options from the command line
     */
    public SettingsLoader(Map<String, String> environment, Properties properties, Map<Setting, String> options) {
        this.environment = environment;
        this.properties = properties;
        this.options = options;
    }

    /** @throws ConfigException where a name is unknown or a value wrong */
    public Settings load() {
        SettingValues values = new SettingValues();
        addEnvironment(values);
        addProperties(values);
        addOptions(values);
        // The file is the weakest source but is named by the others, so they are read first, and again over it.
        if (values.has(Setting.CONFIG)) {
            File file =
                    values.parse(Setting.CONFIG, SettingsLoader::readableFile).orElseThrow();
            values = new SettingValues();
            addFile(file, values);
            addEnvironment(values);
            addProperties(values);
            addOptions(values);
        }
        return build(values);
    }

    private void addEnvironment(SettingValues values) {
        Map<String, Setting> known = byName(Setting::environmentName);
        environment.forEach((name, text) -> {
            if (name.startsWith(Setting.ENVIRONMENT_PREFIX)) {
                values.put(known(known, name, "environment variable"), text, name);
            }
        });
    }

    private void addProperties(SettingValues values) {
        Map<String, Setting> known = byName(Setting::propertyName);
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(Setting.PROPERTY_PREFIX)) {
                String text = properties.getProperty(name);
                values.put(known(known, name, "system property"), text, "The system property " + name);
            }
        }
    }

    private void addOptions(SettingValues values) {
        options.forEach((setting, text) -> values.put(setting, text, "The option " + setting.optionName()));
    }

    private static void addFile(File file, SettingValues values) {
        JsonNode content;
        try {
            content = YAML.readTree(file);
        } catch (JacksonException e) {
            // Without the cause, which quotes the file: it may hold a password, and this ends up in a log.
            throw new ConfigException("The file " + file + " is not YAML at line "
                    + e.getLocation().getLineNr() + ".");
        }
        if (content.isMissingNode() || content.isNull()) {
            return; // nothing but comments
        }
        if (!content.isObject()) {
            throw new ConfigException("The file " + file + " is not a map of settings.");
        }
        Map<String, Setting> known = byName(Setting::fileName);
        known.remove(Setting.CONFIG.fileName());
        content.propertyStream().forEach(entry -> {
            Setting setting = known(known, entry.getKey(), "name in the file " + file + ":");
            String origin = "The setting " + entry.getKey() + " in the file " + file;
            values.put(setting, text(entry.getValue(), origin), origin);
        });
    }

    private static String text(JsonNode value, String origin) {
        List<JsonNode> items = value.isArray() ? value.valueStream().toList() : List.of(value);
        if (!items.stream().allMatch(item -> item.isValueNode() && !item.isNull())) {
            throw new ConfigException(origin + " has no value that is a text or a list of them.");
        }
        return String.join(",", items.stream().map(JsonNode::asString).toList());
    }

    private static Settings build(SettingValues values) {
        // Only checked: there is one mode so far, so nobody asks for it.
        values.parse(Setting.QUEUE_ACK, SettingsLoader::ackMode);
        return new Settings(
                values.parse(Setting.HOST, Function.identity()).orElse("0.0.0.0"),
                values.parse(Setting.PORT, wholeNumber(0, 65_535)).orElse(8080),
                values.parse(Setting.REDIS_URL, SettingsLoader::redisUrl),
                new NamePatterns(
                        values.parse(Setting.QUEUES, SettingsLoader::channels).orElse(List.of("message_list"))),
                values.parse(Setting.HEARTBEAT, duration(Duration.ofMillis(100), Duration.ofHours(1)))
                        .orElse(Duration.ofSeconds(15)),
                values.parse(Setting.RETRY, duration(Duration.ofMillis(1), Duration.ofHours(1)))
                        .orElse(Duration.ofSeconds(3)),
                values.parse(Setting.SETTLE_DELAY, duration(Duration.ofMillis(1), Duration.ofMinutes(1)))
                        .orElse(Duration.ofMillis(500)),
                values.parse(Setting.SAFETY_POLL, duration(Duration.ofMillis(10), Duration.ofMinutes(1)))
                        .orElse(Duration.ofSeconds(2)),
                values.parse(Setting.MAX_MESSAGE_BYTES, wholeNumber(1, 64 << 20))
                        .orElse(1 << 20),
                maxConnections(values),
                values.parse(Setting.MAX_UNSETTLED, wholeNumber(4, 10_000_000)).orElse(1 << 18),
                values.parse(Setting.HTTP_PUBLISH, SettingValues::onOrOff),
                values.parse(Setting.ALLOWED_ORIGINS, SettingsLoader::origins).orElse(List.of()));
    }

    private static OptionalInt maxConnections(SettingValues values) {
        return values.parse(
                        Setting.MAX_CONNECTIONS,
                        text -> text.equals("auto")
                                ? OptionalInt.empty()
                                : OptionalInt.of(wholeNumber(1, 10_000_000).apply(text)))
                .orElse(OptionalInt.empty());
    }

    private static URI redisUrl(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL, at character " + (e.getIndex() + 1));
        }
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            throw new IllegalArgumentException("it must start with redis:// or rediss://");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("it must name a host");
        }
        if (!uri.getPath().matches("/?|/[0-9]{1,4}")) {
            throw new IllegalArgumentException("after the host it may only have the number of a database");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("its port must be from 1 to 65535");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("it may have neither a query nor a fragment");
        }
        return uri;
    }

    private static File readableFile(String text) {
        File file = new File(text);
        if (!file.isFile() || !file.canRead()) {
            throw new IllegalArgumentException("there is no such file that can be read");
        }
        return file;
    }

    private static String ackMode(String text) {
        if (!text.equals("sent")) {
            throw new IllegalArgumentException("the only acknowledgement mode so far is sent");
        }
        return text;
    }

    private static List<String> channels(String text) {
        List<String> names = SettingValues.list(text);
        for (String name : names) {
            if (name.startsWith(NamePatterns.OWN_PREFIX)) {
                throw new IllegalArgumentException(
                        "names that start with " + NamePatterns.OWN_PREFIX + " are Sluice's own");
            }
            String fault = QueueName.faultOf(name);
            if (fault != null && !NamePatterns.isPattern(name)) {
                throw new IllegalArgumentException("the name " + name + " " + fault);
            }
        }
        return names;
    }

    private static List<String> origins(String text) {
        List<String> origins = SettingValues.list(text);
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("an origin is http:// or https:// with a host and no path");
            }
        }
        return origins;
    }

    private static Map<String, Setting> byName(Function<Setting, String> name) {
        Map<String, Setting> settings = new HashMap<>();
        for (Setting setting : Setting.values()) {
            settings.put(name.apply(setting), setting);
        }
        return settings;
    }

    private static Setting known(Map<String, Setting> settings, String name, String kind) {
        Setting setting = settings.get(name);
        if (setting == null) {
            throw new ConfigException("There is no setting for the " + kind + " " + name + ".");
        }
        return setting;
    }
}
