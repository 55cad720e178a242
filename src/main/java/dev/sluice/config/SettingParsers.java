package dev.sluice.config;

import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;
import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses the texts of settings. Each parser throws an IllegalArgumentException that says what is wrong with a text. */
final class SettingParsers {
    /** The text for nothing. */
    static final String NONE = "none";

    /** The text for what the node chooses. */
    private static final String AUTO = "auto";

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private SettingParsers() {}

    static Function<String, Integer> wholeNumber(int least, int most) {
        return text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw new IllegalArgumentException("it must be a whole number from " + least + " to " + most);
        };
    }

    static Function<String, Duration> duration(Duration least, Duration most) {
        return text -> DurationText.parse(text, least, most);
    }

    static Boolean onOrOff(String text) {
        return switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new IllegalArgumentException("it must be on or off");
        };
    }

    /** Parses a comma-separated list: at least one entry, none of them empty. */
    static List<String> list(String text) {
        List<String> items =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (items.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("it must be a comma-separated list with no empty entry");
        }
        return items;
    }

    /** Parses such a list; {@code none} gives an empty one. */
    static List<String> listOrNone(String text) {
        return text.equals(NONE) ? List.of() : list(text);
    }

    static File readableFile(String text) {
        File file = new File(text);
        if (!file.isFile() || !file.canRead()) {
            throw new IllegalArgumentException("it must be a readable file");
        }
        return file;
    }

    /** Parses one of a few values by its text. */
    static <T> Function<String, T> oneOf(T[] values) {
        return text -> Arrays.stream(values)
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must be one of "
                        + Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "))));
    }

    /** Parses a part of the names of keys: nothing that ends it, is a hash tag, or is special in a pattern of an ACL. */
    static String namespace(String text) {
        if (!NAMESPACE.matcher(text).matches()) {
            throw new IllegalArgumentException("it must be 1 to 32 of the characters A-Z, a-z, 0-9, _ and -");
        }
        return text;
    }

    /** Parses names and patterns of channels, or none. */
    static List<String> channels(String text) {
        List<String> names = listOrNone(text);
        for (String name : names) {
            if (Collections.frequency(names, name) > 1) {
                throw new IllegalArgumentException("the name " + name + " occurs twice");
            }
            if (name.startsWith(NamePatterns.OWN_PREFIX)) {
                throw new IllegalArgumentException(
                        "names that start with " + NamePatterns.OWN_PREFIX + " are Sluice's own");
            }
            String fault = ChannelName.faultOf(name);
            if (fault != null && !NamePatterns.isPattern(name)) {
                throw new IllegalArgumentException("the name " + name + " " + fault);
            }
        }
        return names;
    }

    static List<Origin> origins(String text) {
        return listOrNone(text).stream()
                .map(origin -> Origin.parse(origin)
                        .orElseThrow(() -> new IllegalArgumentException(
                                origin + " must be a scheme and a host without a path, such as https://shop.example")))
                .toList();
    }

    /** Parses with {@code parser}; {@code none} gives an empty value. */
    static <T> Function<String, Optional<T>> orNone(Function<String, T> parser) {
        return text -> {
            try {
                return text.equals(NONE) ? Optional.empty() : Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + ", or none", e);
            }
        };
    }

    /** Parses with {@code parser}; {@code auto} gives {@code automatic}. */
    static <T> Function<String, T> orAuto(T automatic, Function<String, T> parser) {
        return text -> {
            try {
                return text.equals(AUTO) ? automatic : parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + " or " + AUTO, e);
            }
        };
    }

    /** Parses a count; {@code auto} gives an empty one. */
    static OptionalInt countOrAuto(String text) {
        return text.equals(AUTO)
                ? OptionalInt.empty()
                : OptionalInt.of(wholeNumber(1, 10_000_000).apply(text));
    }
}
