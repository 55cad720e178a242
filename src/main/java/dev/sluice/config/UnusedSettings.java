package dev.sluice.config;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds settings that have no effect because no queue is in the mode that they are for. */
final class UnusedSettings {
    private static final Map<Setting, AckMode> MODES = Map.of(
            Setting.QUEUE_PREFETCH, AckMode.CLIENT,
            Setting.QUEUE_VISIBILITY_TIMEOUT, AckMode.CLIENT,
            Setting.QUEUE_MAX_DELIVERIES, AckMode.CLIENT,
            Setting.QUEUE_MAX_RETURNS, AckMode.SENT);

    private UnusedSettings() {}

    /**
     * A sentence for each.
     *
     * @param values what is said of all queues
     * @param channels what the file says of single queues
     * @param policies what follows from both
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
        return sentences.stream().sorted().toList();
    }
}
