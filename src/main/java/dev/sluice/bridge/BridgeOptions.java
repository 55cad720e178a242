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
import picocli.CommandLine.Option;

/** The option of the command line, and the settings in the file that it names. */
final class BridgeOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The YAML file with the settings and the sources: see docs/sources.md.")
    private File file;

    /**
     * All settings.
     *
     * @param redis where messages go
     */
    record Loaded(Settings settings, RedisUrl redis, List<SourceSettings> sources) {}

    /** @throws ConfigException if a setting is wrong */
    Loaded load() {
        if (file == null) { // not required for picocli, which would require it in front of a command, too
            throw new ConfigException("The option --config is missing: it names the file with the sources.");
        }
        SettingsLoader loader =
                new SettingsLoader(System.getenv(), System.getProperties(), Map.of(Setting.CONFIG, file.getPath()));
        Logs.use(loader.logFormat());
        Settings settings = loader.load();
        RedisUrl redis = settings.redisUrl()
                .orElseThrow(() -> new ConfigException("The bridge needs the address of Redis: set "
                        + Setting.REDIS_URL.fileName() + " in the file, or "
                        + Setting.REDIS_URL.environmentName() + "."));
        return new Loaded(settings, redis, SourceSettings.read(SettingsFile.sources(file), settings, System.getenv()));
    }
}
