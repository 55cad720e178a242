package dev.sluice.config;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of settings in one source. Immutable. */
final class KnownNames {
    private final Map<String, Setting> settings;
    private final String kind;

    /**
     * @param settings the settings that the source may have
     * @param name the name of a setting there
     * @param kind the kind of name, for people
     */
    KnownNames(Stream<Setting> settings, Function<Setting, String> name, String kind) {
        this.settings = settings.collect(Collectors.toUnmodifiableMap(name, Function.identity()));
        this.kind = kind;
    }

    /** @throws ConfigException if no setting has that name */
    Setting find(String name) {
        Setting setting = settings.get(name);
        if (setting == null) {
            throw new ConfigException("There is no setting for the " + kind + " " + name + "."
                    + LikelyName.hint(name, settings.keySet()));
        }
        return setting;
    }
}
