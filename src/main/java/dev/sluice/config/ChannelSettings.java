package dev.sluice.config;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/**
 * The file's settings of single channels of one kind: a map from names or patterns to settings, in order. Their names
 * lack the kind: {@code ack} is {@code queue-ack}.
 */
final class ChannelSettings {
    /** The settings if the file says nothing. */
    static final ChannelSettings NONE = new ChannelSettings();

    private final Map<String, SettingValues> entries = new LinkedHashMap<>();

    private ChannelSettings() {}

    /**
     * Reads a map. Its values are checked when they are taken.
     *
     * @param list the setting that has the map in place of a list of names
     * @param kind the kind of channel, as settings' names begin with it: {@code queue}
     * @throws ConfigException if a name or a shape is wrong
     */
    static ChannelSettings read(Setting list, String kind, JsonNode map, File file) {
        ChannelSettings channels = new ChannelSettings();
        Map<String, Setting> known = known(kind + "-");
        String place = " under " + list.fileName() + " in the file " + file;
        map.properties().forEach(entry -> {
            String name = checkedName(entry.getKey(), place);
            String channel = "the " + kind + " " + name + place;
            channels.entries.put(name, values(entry.getValue(), channel, known));
        });
        return channels;
    }

    private static Map<String, Setting> known(String prefix) {
        Map<String, Setting> known = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            if (setting.fileName().startsWith(prefix)) {
                known.put(setting.fileName().substring(prefix.length()), setting);
            }
        }
        return known;
    }

    /** Returns the name; refuses a comma, since names are joined by commas. */
    private static String checkedName(String name, String place) {
        try {
            if (!SettingParsers.channels(name).equals(List.of(name))) {
                throw new IllegalArgumentException("it must be one name or pattern, with no white space around it");
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw new ConfigException("The name \"" + name + "\"" + place + " is wrong: " + e.getMessage() + ".", e);
        }
    }

    private static SettingValues values(JsonNode settings, String channel, Map<String, Setting> known) {
        SettingValues values = new SettingValues();
        if (!settings.isObject() && !settings.isNull()) {
            throw new ConfigException("The settings for " + channel + " are not a map.");
        }
        settings.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            Setting setting = known.get(name);
            if (setting == null) {
                throw new ConfigException("There is no setting " + name + " for " + channel + "; there are "
                        + String.join(", ", known.keySet()) + "." + LikelyName.hint(name, known.keySet()));
            }
            String origin = "The setting " + name + " for " + channel;
            if (!value.isValueNode()) {
                throw new ConfigException(origin + " must be a single value, not a list or a map.");
            }
            values.put(setting, value, origin);
        });
        return values;
    }

    /** The names and patterns, in order. */
    List<String> names() {
        return new ArrayList<>(entries.keySet());
    }

    /** Passes each name or pattern with its settings, in order; {@code weaker} holds for what they do not say. */
    void forEach(SettingValues weaker, BiConsumer<String, SettingValues> consumer) {
        entries.forEach((name, values) -> consumer.accept(name, values.over(weaker)));
    }
}
