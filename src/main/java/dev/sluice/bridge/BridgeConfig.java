package dev.sluice.bridge;

import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsFile;
import dev.sluice.config.SettingsLoader;
import dev.sluice.logging.Logs;
import java.io.File;
import java.util.List;
import java.util.Map;

/**
 * All that the file and the environment say.
 *
 * @param redis the Redis to publish to
 */
record BridgeConfig(Settings settings, RedisUrl redis, List<SourceSettings> sources) {
    /** The option with the file. */
    static final String OPTION = "--config";

    /**
     * Reads the settings, and makes the log look as they say.
     *
     * @param file the option {@code --config}; null if it is missing
     * @throws ConfigException if a setting is wrong or missing
     */
    static BridgeConfig load(File file) {
        if (file == null) { // not required for picocli, which would require it in front of a command, too
            throw new ConfigException("The option " + OPTION + " is missing: it names the file with the sources.");
        }
        SettingsLoader loader =
                new SettingsLoader(System.getenv(), System.getProperties(), Map.of(Setting.CONFIG, file.getPath()));
        Logs.use(loader.logFormat());
        Settings settings = loader.load();
        RedisUrl redis = settings.redisUrl().orElseThrow(() -> noRedis(settings));
        return new BridgeConfig(
                settings, redis, SourceSettings.read(SettingsFile.sources(file), settings, System.getenv()));
    }

    private static ConfigException noRedis(Settings settings) {
        return new ConfigException(
                settings.redisChosen()
                        ? "The bridge cannot use an embedded Redis, which belongs to a node: set "
                                + Setting.REDIS_URL.fileName() + " to its address."
                        : "The bridge needs the address of Redis: set " + Setting.REDIS_URL.fileName()
                                + " in the file, or " + Setting.REDIS_URL.environmentName() + ".");
    }
}
