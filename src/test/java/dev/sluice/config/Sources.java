package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/** Where settings come from, for a test to fill. */
final class Sources {
    /** In the order in which a later one wins. */
    enum Source {
        FILE("setting %s in the file"),
        ENVIRONMENT("%s"),
        PROPERTY("system property %s"),
        OPTION("option %s");

        private final String origin;

        Source(String origin) {
            this.origin = origin;
        }

        /** How a message must name where a wrong value came from. */
        String origin(Setting setting) {
            return String.format(
                    origin,
                    switch (this) {
                        case FILE -> setting.fileName();
                        case ENVIRONMENT -> setting.environmentName();
                        case PROPERTY -> setting.propertyName();
                        case OPTION -> setting.optionName();
                    });
        }
    }

    private final Path directory;
    private final StringBuilder yaml = new StringBuilder();
    private final Map<String, String> environment = new HashMap<>();
    private final Properties properties = new Properties();
    private final Map<Setting, String> options = new EnumMap<>(Setting.class);

    /** @param directory where the file is to lie, if there is one */
    Sources(Path directory) {
        this.directory = directory;
    }

    /** Gives a setting in one of the sources. */
    Sources with(Source source, Setting setting, String text) {
        return switch (source) {
            case FILE -> withFile(setting.fileName() + ": '" + text.replace("'", "''") + "'\n");
            case ENVIRONMENT -> withEnvironment(setting.environmentName(), text);
            case PROPERTY -> withProperty(setting.propertyName(), text);
            case OPTION -> {
                options.put(setting, text);
                yield this;
            }
        };
    }

    /** Turns access control on if a setting needs that, on a weak source. */
    Sources withAccessFor(Setting setting) {
        boolean needsAccess = setting.name().matches("(AUTH|GRANT|ANONYMOUS)_.*") && setting != Setting.AUTH_KEY;
        return needsAccess ? with(Source.FILE, Setting.AUTH_KEY, Tokens.KEY) : this;
    }

    /** Adds a variable to the environment. */
    Sources withEnvironment(String name, String text) {
        environment.put(name, text);
        return this;
    }

    /** Adds a system property. */
    Sources withProperty(String name, String text) {
        properties.setProperty(name, text);
        return this;
    }

    /** Adds text to the file, which the environment names. */
    Sources withFile(String text) {
        yaml.append(text);
        return withFile(yaml.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the file, which the environment names. */
    Sources withFile(byte[] content) {
        try {
            Path file = Files.write(file(), content);
            return withEnvironment(Setting.CONFIG.environmentName(), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file, whether it is there or not. */
    Path file() {
        return directory.resolve("sluice.yaml");
    }

    Settings load() {
        return loader().load();
    }

    SettingsLoader loader() {
        return new SettingsLoader(environment, properties, options);
    }

    /** Loads them, and returns what is warned of. */
    List<String> warnings() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SettingsLoader.class);
        log.start();
        logger.addAppender(log);
        try {
            load();
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /**
     * The settings must be refused, in one sentence for people.
     *
     * @param parts what the sentence must say
     */
    ConfigException assertRefused(String... parts) {
        ConfigException refusal = assertThrows(ConfigException.class, this::load);
        String message = refusal.getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
        assertFalse(message.contains("java.") || message.contains("tools.jackson"), message);
        return refusal;
    }
}
