package dev.sluice.config;

import java.io.File;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The YAML file with settings.
 *
 * @param settings the settings of the node; for channels the names only
 * @param channels the settings of single channels, by the setting that names them
 */
public record SettingsFile(SettingValues settings, Map<Setting, ChannelSettings> channels) {
    /** The name of each kind of channel, by the setting that names the served ones. */
    private static final Map<Setting, String> KINDS = new EnumMap<>(
            Map.of(Setting.QUEUES, "queue", Setting.TOPICS, "topic", Setting.PUBSUB_TOPICS, "pubsub-topic"));

    /** The name of what is the bridge's alone: one file can serve it and the nodes. */
    static final String SOURCES = "sources";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Jackson's message for a map with a key twice, which is no exception of its own. */
    private static final Pattern DOUBLED = Pattern.compile("Duplicate Object property (\".*\")", Pattern.DOTALL);

    /** The content if there is no file. */
    static final SettingsFile NONE = new SettingsFile(new SettingValues(), Map.of());

    /** @throws ConfigException if it is no map of settings in YAML, or has a wrong name or shape */
    static SettingsFile read(File file) {
        SettingValues settings = new SettingValues();
        Map<Setting, ChannelSettings> channels = new EnumMap<>(Setting.class);
        KnownNames known = new KnownNames(
                Stream.of(Setting.values()).filter(setting -> setting != Setting.CONFIG),
                Setting::fileName,
                "name in the file " + file + ":");
        for (Map.Entry<String, JsonNode> entry : content(file).properties()) {
            String name = entry.getKey();
            if (name.equals(SOURCES)) {
                continue;
            }
            Setting setting = known.find(name);
            String origin = "The setting " + name + " in the file " + file;
            if (KINDS.containsKey(setting) && entry.getValue().isObject()) {
                ChannelSettings map = ChannelSettings.read(setting, KINDS.get(setting), entry.getValue(), file);
                channels.put(setting, map);
                settings.putAll(setting, map.names(), origin);
            } else {
                if (setting.isSecret()) {
                    requireNoNumber(entry.getValue(), origin);
                }
                settings.put(setting, entry.getValue(), origin);
            }
        }
        return new SettingsFile(settings, channels);
    }

    /** Returns the text of one setting, whatever else is in the file; empty if there is none or it cannot be read. */
    static Optional<String> findText(File file, Setting setting) {
        try {
            return Optional.of(
                            content(SettingParsers.readableFile(file.getPath())).path(setting.fileName()))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString);
        } catch (IllegalArgumentException | ConfigException e) {
            return Optional.empty(); // refused by whoever reads all settings
        }
    }

    /** Returns the settings of single channels of the kind that this setting names. */
    ChannelSettings channels(Setting list) {
        return channels.getOrDefault(list, ChannelSettings.NONE);
    }

    /** Returns the sources of the bridge as the file has them, or a missing node. */
    public static JsonNode sources(File file) {
        return content(file).path(SOURCES);
    }

    private static JsonNode content(File file) {
        JsonNode content;
        try {
            content = YAML.readTree(file);
        } catch (JacksonException e) {
            // Without the cause, which quotes the file: it may hold a password, and this ends up in a log.
            throw new ConfigException("The file " + file + " " + fault(e) + " at line "
                    + e.getLocation().getLineNr() + ".");
        }
        if (content.isMissingNode() || content.isNull()) {
            return YAML.createObjectNode(); // nothing but comments
        }
        if (!content.isObject()) {
            throw new ConfigException("The file " + file + " is not a map of settings.");
        }
        return content;
    }

    private static String fault(JacksonException e) {
        Matcher doubled = DOUBLED.matcher(e.getOriginalMessage());
        if (e.getOriginalMessage().contains("'\\t(TAB)'")) {
            return "has a tab as indentation, which YAML does not allow,";
        }
        return doubled.matches() ? "has " + doubled.group(1) + " a second time" : "is not YAML";
    }

    /** A number may change on its way through YAML, and its text shall not be in a message. */
    private static void requireNoNumber(JsonNode secret, String origin) {
        if (Stream.concat(Stream.of(secret), secret.valueStream()).anyMatch(JsonNode::isNumber)) {
            throw new ConfigException(origin + " has a number: put it into quotes.");
        }
    }
}
