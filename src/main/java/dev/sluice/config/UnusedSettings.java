package dev.sluice.config;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds settings that have no effect: no queue or topic has what they need, or no user is known. */
final class UnusedSettings {
    private static final Map<Setting, AckMode> MODES = Map.of(
            Setting.QUEUE_PREFETCH, AckMode.CLIENT,
            Setting.QUEUE_VISIBILITY_TIMEOUT, AckMode.CLIENT,
            Setting.QUEUE_MAX_DELIVERIES, AckMode.CLIENT,
            Setting.QUEUE_MAX_RETURNS, AckMode.SENT);

    private UnusedSettings() {}

    /**
     * Returns a sentence for each.
     *
     * @param values the settings of all queues
     * @param channels the file's settings of single queues
     * @param policies the policies that follow from both
     */
    static List<String> of(SettingValues values, ChannelSettings channels, QueuePolicies policies) {
        List<String> sentences = new ArrayList<>();
        MODES.forEach((setting, mode) -> {
            if (!policies.mayUse(mode)) {
                values.origin(setting)
                        .ifPresent(origin ->
                                sentences.add(origin + " has no effect, because no queue has ack: " + mode + "."));
            }
            channels.forEach(new SettingValues(), (name, own) -> {
                AckMode actual = policies.of(name).ack();
                if (actual != mode) {
                    own.origin(setting)
                            .ifPresent(origin -> sentences.add(
                                    origin + " has no effect: the queue has ack: " + actual + ", not " + mode + "."));
                }
            });
        });
        if (!policies.mayExpire()) {
            values.origin(Setting.QUEUE_EXPIRED)
                    .ifPresent(origin -> sentences.add(origin + " has no effect, because no queue has a max-age."));
        }
        channels.forEach(new SettingValues(), (name, own) -> {
            if (policies.of(name).expiry().isEmpty()) {
                own.origin(Setting.QUEUE_EXPIRED)
                        .ifPresent(origin -> sentences.add(origin + " has no effect: the queue has no max-age."));
            }
        });
        return sentences.stream().sorted().toList();
    }

    /** Returns a sentence for each limit on users, of whom none is known without access control. */
    static List<String> ofUsers(SettingValues values) {
        return Stream.of(Setting.values())
                .filter(setting ->
                        setting.name().startsWith("LIMIT_") && setting.name().endsWith("_PER_USER"))
                .flatMap(setting -> values.origin(setting).stream())
                .map(origin -> origin + " has no effect, because access control is off.")
                .toList();
    }

    /**
     * Returns a sentence for each setting of a kind of channel of which none are served.
     *
     * @param values the settings of all channels
     * @param list the setting that names the served channels
     * @param prefix the start of the names of the kind's settings
     */
    static List<String> ofNone(SettingValues values, Setting list, String prefix) {
        return Stream.of(Setting.values())
                .filter(setting -> setting.name().startsWith(prefix))
                .flatMap(setting -> values.origin(setting).stream())
                .map(origin -> origin + " has no effect, because " + list.fileName() + " is none.")
                .toList();
    }
}
