package dev.sluice.config;

import static dev.sluice.config.SettingParsers.duration;
import static dev.sluice.config.SettingParsers.wholeNumber;

import java.io.File;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Puts the settings together: file, environment, system properties, command line; a later one wins. */
public final class SettingsLoader {

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
                    values.find(Setting.CONFIG, SettingParsers::readableFile).orElseThrow();
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
        List<String> queues = values.get(Setting.QUEUES, SettingParsers::channels);
        return new Settings(
                values.get(Setting.HOST, Function.identity()),
                values.get(Setting.PORT, wholeNumber(0, 65_535)),
                values.find(Setting.REDIS_URL, RedisUrl::parse),
                new NamePatterns(queues),
                queuePolicies(queues, values),
                values.get(Setting.HEARTBEAT, duration(Duration.ofMillis(100), Duration.ofHours(1))),
                values.get(Setting.STALL_TIMEOUT, duration(Duration.ofSeconds(1), Duration.ofHours(1))),
                values.get(Setting.RETRY, duration(Duration.ofMillis(1), Duration.ofHours(1))),
                values.get(Setting.DRAIN_TIME, duration(Duration.ZERO, Duration.ofMinutes(5))),
                values.get(Setting.SETTLE_DELAY, duration(Duration.ofMillis(1), Duration.ofMinutes(1))),
                values.get(Setting.SAFETY_POLL, duration(Duration.ofMillis(10), Duration.ofMinutes(1))),
                values.get(Setting.NODE_LEASE, duration(Duration.ofSeconds(1), Duration.ofMinutes(5))),
                values.get(Setting.MAX_MESSAGE_BYTES, wholeNumber(1, 64 << 20)),
                values.get(Setting.MAX_CONNECTIONS, SettingParsers::countOrAuto),
                values.get(Setting.MAX_UNSETTLED, wholeNumber(4, 10_000_000)),
                values.find(Setting.HTTP_PUBLISH, SettingParsers::onOrOff),
                values.find(Setting.ALLOWED_ORIGINS, SettingParsers::origins).orElse(List.of()));
    }

    private static QueuePolicies queuePolicies(List<String> queues, SettingValues values) {
        QueuePolicy policy = QueuePolicyReader.read(values);
        Map<String, QueuePolicy> entries = new LinkedHashMap<>();
        queues.forEach(queue -> entries.put(queue, policy));
        return new QueuePolicies(policy, entries);
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
