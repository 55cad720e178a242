package dev.sluice.standalone;

import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes an option of each {@link Setting}, so that the command line knows the names that all sources know. */
final class SettingOptions {
    private SettingOptions() {}

    static void addTo(CommandSpec command) {
        for (Setting setting : Setting.values()) {
            command.addOption(OptionSpec.builder(setting.optionName())
                    .type(String.class)
                    .paramLabel("VALUE")
                    .description(setting.meaning().replace("`", "") + " Default: " + setting.defaultText() + ".")
                    .build());
        }
    }

    /** The settings, with what the command line says. */
    static Settings load(CommandLine.ParseResult line) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = line.matchedOptionValue(setting.optionName(), null);
            if (value != null) {
                given.put(setting, value);
            }
        }
        return new SettingsLoader(System.getenv(), System.getProperties(), given).load();
    }
}
