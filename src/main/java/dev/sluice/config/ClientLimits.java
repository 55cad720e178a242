package dev.sluice.config;

import static dev.sluice.config.SettingParsers.orAuto;
import static dev.sluice.config.SettingParsers.orNone;
import static dev.sluice.config.SettingParsers.wholeNumber;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The limits on what one address or one user may have of a node. Immutable.
 *
 * @param all the limits that are set, by their settings
 */
public record ClientLimits(Map<Setting, Integer> all) {
    private static final List<Setting> STREAMS =
            List.of(Setting.LIMIT_STREAMS_PER_ADDRESS, Setting.LIMIT_STREAMS_PER_USER);

    /** The limits of requests in a second that {@code auto} stands for, if access control is on. */
    private static final Map<Setting, Integer> AUTOMATIC = new EnumMap<>(Map.of(
            Setting.LIMIT_POSTS_PER_ADDRESS, 1000,
            Setting.LIMIT_POSTS_PER_USER, 1000,
            Setting.LIMIT_HISTORIES_PER_ADDRESS, 100,
            Setting.LIMIT_HISTORIES_PER_USER, 100));

    private static final Function<String, Optional<Integer>> NUMBER = orNone(wholeNumber(1, 1_000_000));

    public ClientLimits {
        all = Collections.unmodifiableMap(all);
    }

    /**
     * @param isAccessOn true if access control is on
     * @throws ConfigException if one is wrong
     */
    static ClientLimits read(SettingValues values, boolean isAccessOn) {
        Map<Setting, Integer> all = new EnumMap<>(Setting.class);
        STREAMS.forEach(setting -> values.get(setting, NUMBER).ifPresent(most -> all.put(setting, most)));
        AUTOMATIC.forEach((setting, number) -> values.get(
                        setting, orAuto(isAccessOn ? Optional.of(number) : Optional.empty(), NUMBER))
                .ifPresent(most -> all.put(setting, most)));
        return new ClientLimits(all);
    }

    /** Returns the limits for the log. */
    @Override
    public String toString() {
        return all.isEmpty()
                ? SettingParsers.NONE
                : all.entrySet().stream()
                        .map(limit -> limit.getKey().fileName() + "=" + limit.getValue())
                        .collect(Collectors.joining(" "));
    }
}
