package dev.sluice.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Texts of settings, each with its origin. */
final class SettingValues {
    private record Value(String text, String origin) {}

    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

    /** Sets a text, in place of an earlier one. An empty text sets nothing. */
    void put(Setting setting, String text, String origin) {
        if (!text.isBlank()) {
            values.put(setting, new Value(text.strip(), origin));
        }
    }

    /** Sets a value of a YAML file, whose lists become the lists of the other sources. */
    void put(Setting setting, JsonNode value, String origin) {
        if (value.isArray()) {
            putAll(
                    setting,
                    value.valueStream().map(item -> scalar(item, origin)).toList(),
                    origin);
        } else if (!value.isNull()) {
            put(setting, scalar(value, origin), origin);
        }
    }

    /** Sets a list. */
    void putAll(Setting setting, List<String> items, String origin) {
        put(setting, items.isEmpty() ? SettingParsers.NONE : String.join(",", items), origin);
    }

    private static String scalar(JsonNode value, String origin) {
        if (!value.isValueNode() || value.isNull()) {
            throw new ConfigException(origin + " must be a single value or a list of single values.");
        }
        if (value.isFloatingPointNumber()) { // 1e3 would become 1000.0
            throw new ConfigException(
                    origin + " has " + value.asString() + ", which is a number: put names into quotes.");
        }
        return value.asString();
    }

    /** Returns the settings whose texts differ from those of the others. */
    Stream<Setting> changes(SettingValues others) {
        return Stream.of(Setting.values()).filter(setting -> !text(setting).equals(others.text(setting)));
    }

    private String text(Setting setting) {
        Value value = values.get(setting);
        return value == null ? setting.defaultText() : value.text();
    }

    boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    /** Returns the origin of a setting's text, as the beginning of a sentence; empty if there is none. */
    Optional<String> origin(Setting setting) {
        return Optional.ofNullable(values.get(setting)).map(Value::origin);
    }

    /** Sets the texts of {@code others} in place of earlier ones. */
    void putAll(SettingValues others) {
        values.putAll(others.values);
    }

    /** Returns these values, and those of {@code weaker} for settings without one here. */
    SettingValues over(SettingValues weaker) {
        SettingValues all = new SettingValues();
        all.putAll(weaker);
        all.putAll(this);
        return all;
    }

    /** Parses the text, or the default if there is none. */
    <T> T get(Setting setting, Function<String, T> parser) {
        return find(setting, parser).orElseGet(() -> parser.apply(setting.defaultText()));
    }

    /** Parses the text; empty if there is none. */
    <T> Optional<T> find(Setting setting, Function<String, T> parser) {
        Value value = values.get(setting);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(value.text()));
        } catch (IllegalArgumentException e) {
            // This ends up in a log.
            String shown = setting.isSecret() ? "" : " \"" + value.text() + "\"";
            throw new ConfigException(value.origin() + " has a wrong value" + shown + ": " + e.getMessage() + ".", e);
        }
    }
}
