package dev.sluice.config;

import static dev.sluice.config.SettingParsers.duration;
import static dev.sluice.config.SettingParsers.oneOf;
import static dev.sluice.config.SettingParsers.orNone;
import static dev.sluice.config.SettingParsers.wholeNumber;

import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.NamePatterns;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.logging.LogFormat;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the settings together: file, environment, system properties, command line; a later one wins. */
public final class SettingsLoader {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsLoader.class);

    private static final int MIN_ADMIN_BYTES = 20;

    private final Map<String, String> environment;
    private final Properties properties;
    private final Map<Setting, String> options;

    /**
     * @param environment as {@link System#getenv()}
     * @param properties as {@link System#getProperties()}
     * @param options the options on the command line
     */
    public SettingsLoader(Map<String, String> environment, Properties properties, Map<Setting, String> options) {
        this.environment = environment;
        this.properties = properties;
        this.options = options;
    }

    /**
     * The settings of all sources.
     *
     * @param values the settings of the node
     * @param file the file, for those of single channels
     */
    record Texts(SettingValues values, SettingsFile file) {}

    /** @throws ConfigException if a name is unknown or a value wrong */
    public Settings load() {
        return build(read(), Optional.empty());
    }

    /** @throws ConfigException if a name is unknown or the file cannot be read */
    Texts read() {
        SettingValues values = new SettingValues();
        addEnvironment(values);
        addProperties(values);
        addOptions(values);
        // The file is the weakest source but is named by the others, so they are read first.
        SettingsFile file = values.find(Setting.CONFIG, SettingParsers::readableFile)
                .map(SettingsFile::read)
                .orElse(SettingsFile.NONE);
        return new Texts(values.over(file.settings()), file);
    }

    /**
     * Finds the format of the log, which is needed before anything is logged or refused. A source that is wrong is passed
     * over; {@link #load} refuses it.
     */
    public LogFormat logFormat() {
        Optional<String> text = findText(Setting.LOG_FORMAT)
                .or(() -> findText(Setting.CONFIG)
                        .flatMap(file -> SettingsFile.findText(new File(file), Setting.LOG_FORMAT)));
        return text.equals(Optional.of(LogFormat.JSON.toString())) ? LogFormat.JSON : LogFormat.TEXT;
    }

    /** Returns the text of a setting in the strongest source but the file. */
    private Optional<String> findText(Setting setting) {
        return Stream.of(
                        options.get(setting),
                        properties.getProperty(setting.propertyName()),
                        environment.get(setting.environmentName()))
                .filter(text -> text != null && !text.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private void addEnvironment(SettingValues values) {
        KnownNames known =
                new KnownNames(Stream.of(Setting.values()), Setting::environmentName, "environment variable");
        Set<String> passedOver = new TreeSet<>();
        environment.forEach((name, text) -> {
            if (KubernetesVariables.contains(name, text)) {
                passedOver.add(name);
            } else if (name.startsWith(Setting.ENVIRONMENT_PREFIX) && !name.equals(Setting.TOKEN_VARIABLE)) {
                values.put(known.find(name), text, name);
            }
        });
        if (!passedOver.isEmpty()) {
            LOG.info("Ignored variables that Kubernetes sets for a Service: {}", String.join(", ", passedOver));
        }
    }

    private void addProperties(SettingValues values) {
        KnownNames known = new KnownNames(Stream.of(Setting.values()), Setting::propertyName, "system property");
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(Setting.PROPERTY_PREFIX)) {
                String text = properties.getProperty(name);
                values.put(known.find(name), text, "The system property " + name);
            }
        }
    }

    private void addOptions(SettingValues values) {
        options.forEach((setting, text) -> values.put(setting, text, "The option " + setting.optionName()));
    }

    /**
     * Checks the settings.
     *
     * @param former the settings before a reload
     * @throws ConfigException if a value is wrong
     */
    static Settings build(Texts texts, Optional<Settings> former) {
        SettingValues values = texts.values();
        SettingsFile file = texts.file();
        List<String> queues = values.get(Setting.QUEUES, SettingParsers::channels);
        List<String> topics = values.get(Setting.TOPICS, SettingParsers::channels);
        List<String> pubsubTopics = values.get(Setting.PUBSUB_TOPICS, SettingParsers::channels);
        requireDifferent(queues, topics);
        Stream.of(queues, topics, pubsubTopics)
                .flatMap(List::stream)
                .filter(name -> name.contains(" "))
                .forEach(name -> LOG.warn("The name \"{}\" contains a space; separate names with commas", name));
        ChannelSettings named = file.channels(Setting.QUEUES);
        QueuePolicies queuePolicies = PolicyReader.read(
                queues, values, named, former.map(Settings::queuePolicies), PolicyReader::queue, QueuePolicies::new);
        UnusedSettings.of(values, named, queuePolicies).forEach(LOG::warn);
        warnOfUnused(queues, values, Setting.QUEUES, "QUEUE_");
        warnOfUnused(queues, values, Setting.QUEUES, "DEAD_LETTERS_");
        warnOfUnused(topics, values, Setting.TOPICS, "TOPIC_");
        warnOfUnused(pubsubTopics, values, Setting.PUBSUB_TOPICS, "PUBSUB_TOPIC_");
        Optional<AccessSettings> access = AccessReader.read(values);
        Optional<Boolean> httpPublish = values.find(Setting.HTTP_PUBLISH, SettingParsers::onOrOff);
        access.ifPresent(on -> new UnusedGrants(values, queues, topics, pubsubTopics, !httpPublish.orElse(true))
                .of(on.rules())
                .forEach(LOG::warn));
        Optional<Optional<RedisUrl>> redis = values.find(Setting.REDIS_URL, SettingsLoader::redisUrl);
        return new Settings(
                values.get(Setting.HOST, Function.identity()),
                values.get(Setting.PORT, wholeNumber(0, 65_535)),
                redis.flatMap(url -> url),
                redis.isPresent(),
                values.get(Setting.REDIS_REQUIRED, SettingParsers::onOrOff),
                values.get(Setting.NAMESPACE, orNone(SettingParsers::namespace)),
                new NamePatterns(queues),
                queuePolicies,
                new DeadLetterBounds(
                        values.get(Setting.DEAD_LETTERS_MAX, wholeNumber(1, 10_000_000)),
                        values.get(
                                Setting.DEAD_LETTERS_MAX_AGE,
                                orNone(duration(Duration.ofSeconds(1), Duration.ofDays(3650))))),
                new NamePatterns(topics),
                PolicyReader.read(
                        topics,
                        values,
                        file.channels(Setting.TOPICS),
                        former.map(Settings::topicPolicies),
                        PolicyReader::topic,
                        ChannelPolicies::new),
                new NamePatterns(pubsubTopics),
                PolicyReader.read(
                        pubsubTopics,
                        values,
                        file.channels(Setting.PUBSUB_TOPICS),
                        former.map(Settings::pubsubTopicPolicies),
                        PolicyReader::pubsubTopic,
                        ChannelPolicies::new),
                values.get(Setting.HEARTBEAT, duration(Duration.ofMillis(100), Duration.ofHours(1))),
                values.get(Setting.KEEP_ALIVE, duration(Duration.ofSeconds(1), Duration.ofHours(1))),
                values.get(Setting.STALL_TIMEOUT, duration(Duration.ofSeconds(1), Duration.ofHours(1))),
                values.get(Setting.RETRY, duration(Duration.ofMillis(1), Duration.ofHours(1))),
                values.get(Setting.DRAIN_TIME, duration(Duration.ZERO, Duration.ofMinutes(5))),
                values.get(Setting.SETTLE_DELAY, duration(Duration.ofMillis(1), Duration.ofMinutes(1))),
                values.get(Setting.SAFETY_POLL, duration(Duration.ofMillis(10), Duration.ofMinutes(1))),
                values.get(Setting.NODE_LEASE, duration(Duration.ofSeconds(1), Duration.ofMinutes(5))),
                values.get(Setting.MAX_MESSAGE_BYTES, wholeNumber(1, 64 << 20)),
                values.get(Setting.MAX_CONNECTIONS, SettingParsers::countOrAuto),
                values.get(Setting.MAX_UNSETTLED, wholeNumber(4, 10_000_000)),
                httpPublish,
                values.get(Setting.PUBLISH_KEY_AGE, duration(Duration.ofSeconds(1), Duration.ofDays(30))),
                values.get(Setting.ALLOWED_ORIGINS, SettingParsers::origins),
                values.get(Setting.TRUSTED_PROXIES, text -> new Networks(SettingParsers.listOrNone(text))),
                new NamePatterns(values.get(Setting.IGNORED_PARAMETERS, SettingParsers::listOrNone)),
                access,
                values.get(Setting.ADMIN_TOKEN, orNone(text -> SecretToken.parse(text, MIN_ADMIN_BYTES))),
                values.get(Setting.METRICS_TOKEN, orNone(text -> SecretToken.parse(text, 1))),
                presence(values, topics, pubsubTopics),
                values.get(Setting.LIFECYCLE, SettingParsers::onOrOff),
                values.get(Setting.STREAM_MAX_AGE, orNone(duration(Duration.ofSeconds(1), Duration.ofDays(365)))),
                values.get(Setting.LOG_FORMAT, oneOf(LogFormat.values())));
    }

    private static NamePatterns presence(SettingValues values, List<String> topics, List<String> pubsubTopics) {
        List<String> names = values.get(Setting.PRESENCE, SettingParsers::channels);
        NamePatterns served = new NamePatterns(topics).or(new NamePatterns(pubsubTopics));
        names.stream()
                .filter(name -> !served.overlap(name))
                .forEach(name -> LOG.warn(
                        "{} names \"{}\", which neither {} nor {} has",
                        Setting.PRESENCE.environmentName(),
                        name,
                        Setting.TOPICS.environmentName(),
                        Setting.PUBSUB_TOPICS.environmentName()));
        return new NamePatterns(names);
    }

    private static void warnOfUnused(List<String> names, SettingValues values, Setting list, String prefix) {
        if (names.isEmpty()) {
            UnusedSettings.ofNone(values, list, prefix).forEach(LOG::warn);
        }
    }

    private static Optional<RedisUrl> redisUrl(String text) {
        return text.equals(Settings.EMBEDDED) ? Optional.empty() : Optional.of(RedisUrlParser.parse(text));
    }

    /** Patterns may overlap: the program that makes a key decides which of two kinds it is. */
    private static void requireDifferent(List<String> queues, List<String> topics) {
        queues.stream()
                .filter(name -> topics.contains(name) && !NamePatterns.isPattern(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigException("The name " + name + " is in " + Setting.QUEUES.environmentName()
                            + " and in " + Setting.TOPICS.environmentName()
                            + ", but a key in Redis cannot be both a list and a stream.");
                });
    }
}
