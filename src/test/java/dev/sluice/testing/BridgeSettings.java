package dev.sluice.testing;

import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsFile;
import dev.sluice.config.SettingsLoader;
import java.io.File;
import java.util.Map;
import java.util.Properties;
import tools.jackson.databind.JsonNode;

/**
 * The settings of a bridge's file.
 *
 * @param sources the map of sources
 */
public record BridgeSettings(Settings settings, JsonNode sources) {
    public static BridgeSettings of(String yaml) throws Exception {
        String file = ConfigFile.of(yaml);
        return new BridgeSettings(
                new SettingsLoader(Map.of(), new Properties(), Map.of(Setting.CONFIG, file)).load(),
                SettingsFile.sources(new File(file)));
    }
}
