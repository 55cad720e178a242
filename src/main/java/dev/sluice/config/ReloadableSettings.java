package dev.sluice.config;

import dev.sluice.access.token.ConfiguredKeys;
import dev.sluice.channel.AckMode;
import dev.sluice.channel.NamePatterns;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Settings that can be read again while the node runs. Not thread-safe. */
public final class ReloadableSettings {
    /** The settings that can change: keys and grants, channels, and limits. */
    private static final Set<Setting> RELOADABLE = EnumSet.of(
            Setting.QUEUES,
            Setting.QUEUE_PREFETCH,
            Setting.QUEUE_VISIBILITY_TIMEOUT,
            Setting.QUEUE_MAX_DELIVERIES,
            Setting.QUEUE_MAX_RETURNS,
            Setting.DEAD_LETTERS_MAX,
            Setting.DEAD_LETTERS_MAX_AGE,
            Setting.TOPICS,
            Setting.TOPIC_MAX_LENGTH,
            Setting.TOPIC_MAX_AGE,
            Setting.TOPIC_HISTORY_CACHE,
            Setting.PUBSUB_TOPICS,
            Setting.MAX_CONNECTIONS,
            Setting.PUBLISH_KEY_AGE,
            Setting.AUTH_KEY,
            Setting.GRANT_TAKE,
            Setting.GRANT_READ,
            Setting.GRANT_PUBLISH,
            Setting.ANONYMOUS_TAKE,
            Setting.ANONYMOUS_READ,
            Setting.ANONYMOUS_PUBLISH);

    private final SettingsLoader loader;
    private SettingsLoader.Texts texts;
    private Settings settings;

    /** @throws ConfigException if a name is unknown or a value wrong */
    public ReloadableSettings(SettingsLoader loader) {
        this.loader = loader;
        this.texts = loader.read();
        this.settings = SettingsLoader.build(texts, Optional.empty());
    }

    /** Returns true if a running node can take another value of the setting. */
    public static boolean canChange(Setting setting) {
        return RELOADABLE.contains(setting);
    }

    /** Returns the settings that were read last. */
    public Settings get() {
        return settings;
    }

    /** Returns true if there is a file to read again: that of the settings, or one with keys. */
    public boolean hasFile() {
        return texts.values().has(Setting.CONFIG)
                || texts.values()
                        .find(Setting.AUTH_KEY, ConfiguredKeys::namesFile)
                        .orElse(false);
    }

    /**
     * Reads the settings again.
     *
     * @throws ConfigException if one is wrong, or has changed and needs a restart; then the former ones stay
     */
    public Settings reload() {
        SettingsLoader.Texts next = loader.read();
        Settings changed = SettingsLoader.build(next, Optional.of(settings));
        next.values()
                .changes(texts.values())
                .filter(setting -> !canChange(setting))
                .findFirst()
                .ifPresent(setting -> refuse(next.values()
                        .origin(setting)
                        .or(() -> texts.values().origin(setting))
                        .orElse(setting.environmentName())));
        settings.queuePolicies()
                .firstUnfit(changed.queuePolicies(), (former, policy) -> policy.follows(former))
                .ifPresent(name -> refuse("The ack, format or take-from of the queue " + name));
        settings.pubsubTopicPolicies()
                .firstUnfit(changed.pubsubTopicPolicies(), Object::equals)
                .ifPresent(name -> refuse("The format of the pub/sub topic " + name));
        movedChannel(changed).ifPresent(name -> refuse("The kind of the channel " + name));
        requireSame(
                changed,
                now -> now.queuePolicies().mayUse(AckMode.CLIENT),
                "Whether there are queues in the mode client");
        requireSame(changed, now -> now.access().map(AccessSettings::verifiesTokens), "Whether tokens are accepted");
        texts = next;
        settings = changed;
        return changed;
    }

    /** Returns a name or pattern whose channels may have been of another kind before; empty if there is none. */
    private Optional<String> movedChannel(Settings changed) {
        List<NamePatterns> before = kinds(settings);
        List<NamePatterns> after = kinds(changed);
        return IntStream.range(0, before.size())
                .boxed()
                .flatMap(from -> IntStream.range(0, after.size())
                        .filter(to -> to != from)
                        .mapToObj(to -> before.get(from).movedTo(after.get(to), after.get(from), before.get(to))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static List<NamePatterns> kinds(Settings of) {
        return List.of(of.queues(), of.topics(), of.pubsubTopics());
    }

    private void requireSame(Settings changed, Function<Settings, Object> part, String subject) {
        if (!part.apply(settings).equals(part.apply(changed))) {
            refuse(subject);
        }
    }

    private static void refuse(String subject) {
        throw new ConfigException(subject + " has changed, which needs a restart.");
    }
}
