package dev.sluice.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of settings with where each comes from, and their parsing. */
final class SettingValues {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private record Value(String text, String origin) {}

    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

    /** Sets a text, in place of an earlier one. */
    void put(Setting setting, String text, String origin) {
        values.put(setting, new Value(text.strip(), origin));
    }

    boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    /** What {@code parser} makes of the text, or empty where there is none. */
    <T> Optional<T> parse(Setting setting, Function<String, T> parser) {
        Value value = values.get(setting);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(value.text()));
        } catch (IllegalArgumentException e) {
            // Not the whole value of a URL: it may hold a password, and this ends up in a log.
            String shown = setting == Setting.REDIS_URL ? "" : " \"" + value.text() + "\"";
            throw new ConfigException(value.origin() + " has a wrong value" + shown + ": " + e.getMessage() + ".", e);
        }
    }

    static Function<String, Integer> wholeNumber(int least, int most) {
        return text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Answered below.
            }
            throw new IllegalArgumentException("it must be a whole number from " + least + " to " + most);
        };
    }

    static Function<String, Duration> duration(Duration least, Duration most) {
        return text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("it must be a duration such as 500ms, 15s, 2m or 1h");
            }
            long number = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "it must be from " + least.toMillis() + "ms to " + most.toSeconds() + "s");
            }
            return duration;
        };
    }

    static Boolean onOrOff(String text) {
        return switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new IllegalArgumentException("it must be on or off");
        };
    }

    /** Comma-separated, at least one, none of them empty. */
    static List<String> list(String text) {
        List<String> items =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (items.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("it must be a comma-separated list with no empty entry");
        }
        return items;
    }
}
