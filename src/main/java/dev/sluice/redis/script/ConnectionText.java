package dev.sluice.redis.script;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.store.registry.ConnectionEntry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a connection in the registry. Members that say nothing are left out. */
public final class ConnectionText {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ConnectionText() {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Members(
            String user, String as, long since, List<String> queues, List<String> topics, List<String> presence) {}

    /** Returns the JSON; the id, which is the field's name, is no part of it. */
    public static String of(ConnectionEntry entry) {
        return JSON.writeValueAsString(new Members(
                given(entry.user()),
                given(entry.as()),
                entry.since(),
                entry.queues(),
                entry.topics(),
                entry.presence().isEmpty() ? null : entry.presence()));
    }

    /** Returns the connection; empty if the text is none. */
    public static Optional<ConnectionEntry> parse(String id, String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, Members.class))
                    .map(members -> new ConnectionEntry(
                            id,
                            Optional.ofNullable(members.user()),
                            Optional.ofNullable(members.as()),
                            members.since(),
                            list(members.queues()),
                            list(members.topics()),
                            list(members.presence())));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static String given(Optional<String> text) {
        return text.filter(given -> !given.isEmpty()).orElse(null);
    }

    private static List<String> list(List<String> names) {
        return names == null
                ? List.of()
                : names.stream().filter(Objects::nonNull).toList();
    }
}
