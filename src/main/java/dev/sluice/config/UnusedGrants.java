package dev.sluice.config;

import dev.sluice.access.AccessRules;
import dev.sluice.access.Right;
import dev.sluice.channel.NamePatterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds grants of settings that can give nothing, because no channel that is served can match them. */
final class UnusedGrants {
    private static final Map<Right, List<Setting>> LISTS = Map.of(
            Right.TAKE,
            List.of(Setting.QUEUES),
            Right.READ,
            List.of(Setting.TOPICS, Setting.PUBSUB_TOPICS),
            Right.PUBLISH,
            List.of(Setting.QUEUES, Setting.TOPICS, Setting.PUBSUB_TOPICS));

    private final SettingValues values;
    private final Map<Right, NamePatterns> served;
    private final boolean isPublishOff;

    /** @param isPublishOff true if a setting says that nobody may publish */
    UnusedGrants(
            SettingValues values,
            List<String> queues,
            List<String> topics,
            List<String> pubsubTopics,
            boolean isPublishOff) {
        List<String> read =
                Stream.concat(topics.stream(), pubsubTopics.stream()).toList();
        this.values = values;
        this.served = Map.of(
                Right.TAKE, new NamePatterns(queues),
                Right.READ, new NamePatterns(read),
                Right.PUBLISH,
                        new NamePatterns(
                                Stream.concat(queues.stream(), read.stream()).toList()));
        this.isPublishOff = isPublishOff;
    }

    /** Returns a sentence for each. */
    List<String> of(AccessRules rules) {
        List<String> sentences = new ArrayList<>();
        AccessReader.GRANTS.forEach((right, setting) -> rules.templates().getOrDefault(right, List.of()).stream()
                .filter(template -> isUnused(right, template.widest()))
                .forEach(template -> sentences.add(sentence(right, setting, template.toString()))));
        AccessReader.ANONYMOUS.forEach((right, setting) -> rules.everybody().texts(right).stream()
                .filter(text -> isUnused(right, text))
                .forEach(text -> sentences.add(sentence(right, setting, text))));
        return sentences.stream().sorted().toList();
    }

    private boolean isUnused(Right right, String text) {
        return right == Right.PUBLISH && isPublishOff || !served.get(right).overlap(text);
    }

    private String sentence(Right right, Setting setting, String text) {
        String begin = values.origin(setting).orElseThrow() + " gives nothing by \"" + text + "\", because ";
        return right == Right.PUBLISH && isPublishOff
                ? begin + Setting.HTTP_PUBLISH.environmentName() + " is off."
                : begin + "it matches none of "
                        + LISTS.get(right).stream()
                                .map(Setting::environmentName)
                                .collect(Collectors.joining(", ")) + ".";
    }
}
