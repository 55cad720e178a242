package dev.sluice.standalone;

import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of the command line, one for each {@link Setting}, with the names that all sources know. */
final class SettingOptions {
    private SettingOptions() {}

    static void addTo(CommandSpec command) {
        // The settings in their order, with the most important first.
        command.usageMessage().sortOptions(false).abbreviateSynopsis(true);
        for (Setting setting : Setting.values()) {
            command.addOption(OptionSpec.builder(setting.optionName())
                    .type(String.class)
                    .paramLabel("VALUE")
                    .description(plain(setting.meaning()) + " Default: " + setting.defaultText() + ".")
                    .build());
        }
    }

    /** Returns a line for each setting that most nodes need. */
    static String[] common() {
        return Stream.of(
                        Setting.CONFIG,
                        Setting.HOST,
                        Setting.PORT,
                        Setting.REDIS_URL,
                        Setting.QUEUES,
                        Setting.TOPICS,
                        Setting.PUBSUB_TOPICS,
                        Setting.HTTP_PUBLISH)
                .map(setting -> String.format(
                        "  %-24s %s (%s)",
                        setting.optionName() + "=VALUE",
                        setting.environmentName(),
                        "default: " + setting.defaultText()))
                .toArray(String[]::new);
    }

    /** Returns the text without Markdown; links name the document. */
    private static String plain(String markdown) {
        return markdown.replace("`", "").replaceAll("\\[([^]]*)]\\(([^)#]*)[^)]*\\)", "$1: see docs/$2");
    }

    /** Returns the settings, with those of the command line. */
    static Settings load(CommandLine.ParseResult line) {
        return loader(line).load();
    }

    /** Returns what loads the settings, with those of the command line. */
    static SettingsLoader loader(CommandLine.ParseResult line) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = line.matchedOptionValue(setting.optionName(), null);
            if (value != null) {
                given.put(setting, value);
            }
        }
        return new SettingsLoader(System.getenv(), System.getProperties(), given);
    }
}
