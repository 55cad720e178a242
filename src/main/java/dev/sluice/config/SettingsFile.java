package dev.sluice.config;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The YAML file with settings.
 *
 * @param settings those of the node; {@code queues} has the names only
 * @param queues what it says of single queues
 */
record SettingsFile(SettingValues settings, ChannelSettings queues) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Where there is none. */
    static final SettingsFile NONE = new SettingsFile(new SettingValues(), ChannelSettings.NONE);

    /** @throws ConfigException where it is not a map of settings in YAML, or has a name or a shape that is wrong */
    static SettingsFile read(File file) {
        SettingValues settings = new SettingValues();
        ChannelSettings queues = ChannelSettings.NONE;
        KnownNames known = new KnownNames(
                Stream.of(Setting.values()).filter(setting -> setting != Setting.CONFIG),
                Setting::fileName,
                "name in the file " + file + ":");
        for (Map.Entry<String, JsonNode> entry : content(file).properties()) {
            String name = entry.getKey();
            Setting setting = known.find(name);
            String origin = "The setting " + name + " in the file " + file;
            if (setting == Setting.QUEUES && entry.getValue().isObject()) {
                queues = ChannelSettings.read(setting, "queue", entry.getValue(), file);
                settings.put(setting, String.join(",", queues.names()), origin);
            } else {
                settings.put(setting, text(entry.getValue(), origin), origin);
            }
        }
        return new SettingsFile(settings, queues);
    }

    private static JsonNode content(File file) {
        JsonNode content;
        try {
            content = YAML.readTree(file);
        } catch (JacksonException e) {
            // Without the cause, which quotes the file: it may hold a password, and this ends up in a log.
            throw new ConfigException("The file " + file + " is not YAML at line "
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

    private static String text(JsonNode value, String origin) {
        List<JsonNode> items = value.isArray() ? value.valueStream().toList() : List.of(value);
        if (!items.stream().allMatch(item -> item.isValueNode() && !item.isNull())) {
            throw new ConfigException(origin + " has no value that is a text or a list of them.");
        }
        return String.join(",", items.stream().map(JsonNode::asString).toList());
    }
}
