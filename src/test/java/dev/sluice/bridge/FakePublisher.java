package dev.sluice.bridge;

import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.Publisher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A Redis that knows keys, refuses, and loses answers, at random: all messages of a channel at once, as a script does. */
final class FakePublisher implements Publisher {
    private final Random random;
    /** How many of a hundred requests fail. */
    private final int failing;

    private final Map<String, List<Integer>> channels = new HashMap<>();
    private final Set<String> keys = new HashSet<>();

    FakePublisher(Random random, int failing) {
        this.random = random;
        this.failing = failing;
    }

    @Override
    public List<PublishOutcome> publish(List<Publication> publications) {
        Map<String, Integer> fates = new HashMap<>();
        List<PublishOutcome> outcomes = new ArrayList<>();
        for (Publication one : publications) {
            int fate = fates.computeIfAbsent(one.channel(), channel -> random.nextInt(100));
            if (fate < failing) {
                outcomes.add(new PublishOutcome.Refused("Redis has no memory left"));
                continue;
            }
            take(one);
            outcomes.add(
                    fate < 2 * failing
                            ? new PublishOutcome.Unknown("Redis does not answer")
                            : new PublishOutcome.Published(Optional.empty()));
        }
        return outcomes;
    }

    private void take(Publication one) {
        boolean isNew = one.key().isEmpty()
                || keys.add(one.channel() + " " + one.key().get().text());
        if (isNew) {
            channels.computeIfAbsent(one.channel(), channel -> new ArrayList<>())
                    .add(Integer.valueOf(new String(one.data(), StandardCharsets.UTF_8)));
        }
    }

    /** The numbers that a channel got, in their order. */
    List<Integer> of(String channel) {
        return List.copyOf(channels.getOrDefault(channel, List.of()));
    }

    boolean has(int number) {
        return channels.values().stream().anyMatch(numbers -> numbers.contains(number));
    }
}
