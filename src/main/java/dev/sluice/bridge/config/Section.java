package dev.sluice.bridge.config;

import dev.sluice.config.ConfigException;
import dev.sluice.config.LikelyName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A map in the bridge's file, with the names that it may have. All methods throw a {@link ConfigException} that names the
 * setting and its place. Immutable.
 */
public final class Section {
    private static final String FROM_FILE = "file:";
    private static final String FROM_ENVIRONMENT = "env:";

    private final String place;
    private final JsonNode map;
    private final Map<String, String> environment;

    /**
     * @param place where the map is, as in {@code the source orders}
     * @param environment as {@link System#getenv()}
     */
    public Section(String place, JsonNode map, Map<String, String> environment) {
        if (!map.isObject()) {
            throw new ConfigException("The settings of " + place + " are not a map.");
        }
        this.place = place;
        this.map = map;
        this.environment = environment;
    }

    /** Refuses all names but these. */
    public void requireOnly(List<String> known) {
        map.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigException("There is no setting " + name + " for " + place + "; there are "
                            + String.join(", ", known) + "." + LikelyName.hint(name, known));
                });
    }

    /** Returns the one of these names that the map has; refuses several and none. */
    public String exactlyOne(Collection<String> names) {
        List<String> given = names.stream().filter(map::has).toList();
        if (given.size() != 1) {
            throw new ConfigException("There must be exactly one of " + String.join(", ", names) + " for " + place
                    + (given.isEmpty() ? "." : ", and there are " + String.join(" and ", given) + "."));
        }
        return given.get(0);
    }

    /** Refuses a setting that would have no effect; does nothing if it is not there. */
    public void refuseUseless(String name, String reason) {
        if (map.has(name)) {
            throw new ConfigException("The setting " + name + " for " + place + " has no effect " + reason + ".");
        }
    }

    /** Returns the map under this name. */
    public Section section(String name) {
        if (!map.has(name)) {
            throw missing(name);
        }
        return new Section(name + " in " + place, map.path(name), environment);
    }

    /** Returns a text; empty if there is none. */
    public Optional<String> text(String name) {
        JsonNode value = map.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.isFloatingPointNumber()) {
            throw invalid(name, "it must be a single value, in quotes if it has braces or colons");
        }
        return Optional.of(value.asString().strip()).filter(text -> !text.isEmpty());
    }

    /** Returns a text that must be there. */
    public String required(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    private ConfigException missing(String name) {
        return new ConfigException("There is no setting " + name + " for " + place + ", but it is required.");
    }

    /** Parses a text; the parser's IllegalArgumentException says what is wrong with it. */
    public <T> Optional<T> parse(String name, Function<String, T> parser) {
        return text(name).map(text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw invalid(name, "\"" + text + "\" " + e.getMessage());
            }
        });
    }

    /** Returns a whole number from {@code least} to {@code most}, or the default. */
    public int number(String name, int defaultNumber, int least, int most) {
        return text(name)
                .map(text -> {
                    if (text.matches("[0-9]{1,9}")
                            && Integer.parseInt(text) >= least
                            && Integer.parseInt(text) <= most) {
                        return Integer.parseInt(text);
                    }
                    throw invalid(name, "it must be a whole number from " + least + " to " + most);
                })
                .orElse(defaultNumber);
    }

    /** Returns one of these texts; the first is the default. */
    public String oneOf(String name, String... allowed) {
        String text = text(name).orElse(allowed[0]);
        if (!List.of(allowed).contains(text)) {
            throw invalid(name, "it must be one of " + String.join(", ", allowed), text, List.of(allowed));
        }
        return text;
    }

    /** Returns a list that is not empty, also of a single text. */
    public List<String> texts(String name) {
        JsonNode value = map.path(name);
        if (!value.isArray()) {
            return List.of(required(name));
        }
        List<String> texts = value.valueStream()
                .filter(JsonNode::isString)
                .map(text -> text.asString().strip())
                .filter(text -> !text.isEmpty())
                .toList();
        if (texts.isEmpty() || texts.size() < value.size()) {
            throw invalid(name, "it must be a list of strings");
        }
        return texts;
    }

    /** Returns a text that {@code file:PATH} reads from a file, and {@code env:NAME} from the environment. */
    public Optional<String> secret(String name) {
        return text(name).map(text -> resolve(name, text));
    }

    private String resolve(String name, String text) {
        if (text.startsWith(FROM_FILE)) {
            return fromFile(name, text.substring(FROM_FILE.length()));
        }
        if (text.startsWith(FROM_ENVIRONMENT)) {
            String variable = text.substring(FROM_ENVIRONMENT.length());
            return Optional.ofNullable(environment.get(variable))
                    .orElseThrow(() -> invalid(name, "there is no environment variable " + variable));
        }
        return text;
    }

    private String fromFile(String name, String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(name, "the file " + path + " cannot be read");
        }
    }

    /** Returns a secret that must be there. */
    public String requiredSecret(String name) {
        return resolve(name, required(name));
    }

    /** Returns a list of secrets that is not empty, also of a single one. */
    public List<String> requiredSecrets(String name) {
        return texts(name).stream().map(text -> resolve(name, text)).toList();
    }

    /** Returns the secrets of a map, by name; none if there is no such map. */
    public Map<String, String> secrets(String name) {
        Map<String, String> secrets = new LinkedHashMap<>();
        if (!map.path(name).isMissingNode()) {
            Section inner = section(name);
            inner.map
                    .propertyNames()
                    .forEach(key -> secrets.put(key, inner.secret(key).orElse("")));
        }
        return secrets;
    }

    /** Returns the exception for an unknown value, with the known one that was probably meant. */
    public ConfigException invalid(String name, String reason, String value, Collection<String> known) {
        return new ConfigException(invalid(name, reason).getMessage() + LikelyName.hint(value, known));
    }

    /** Returns the exception for a wrong value, which is not shown, since it may be secret. */
    public ConfigException invalid(String name, String reason) {
        return new ConfigException("The setting " + name + " for " + place + " is wrong: " + reason + ".");
    }
}
