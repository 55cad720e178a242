package dev.sluice.app;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.StreamSelection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The JSON members by which nodes name streams to each other. Members of a wrong type count as missing. */
final class StreamMembers {
    // A call selects streams by these three, and lists what is granted by rights.
    static final String CONNECTION = "connection";
    private static final String USER = "user";
    private static final String CHANNEL = "channel";

    private static final Set<String> CONDITIONS = Set.of(CONNECTION, USER, CHANNEL);

    static final String FOUND = "found";
    private static final String AS = "as";
    private static final String SINCE = "since";

    private StreamMembers() {}

    static Map<String, String> of(StreamSelection which) {
        Map<String, String> members = new LinkedHashMap<>();
        which.id().ifPresent(id -> members.put(CONNECTION, id));
        which.user().ifPresent(user -> members.put(USER, user));
        which.channel().ifPresent(channel -> members.put(CHANNEL, channel));
        return members;
    }

    /** Reads the selections that this node understands. */
    static List<StreamSelection> selections(Map<String, Object> members, String name) {
        return members.get(name) instanceof List<?> to
                ? to.stream()
                        .filter(each -> each instanceof Map<?, ?> one && isSelection(one))
                        .map(each -> selection((Map<?, ?>) each))
                        .toList()
                : List.of();
    }

    /** Returns false if there is a condition of a later version: without it, more streams would be selected. */
    static boolean isSelection(Map<?, ?> members) {
        return CONDITIONS.containsAll(members.keySet());
    }

    static StreamSelection selection(Map<?, ?> members) {
        return new StreamSelection(text(members, CONNECTION), text(members, USER), text(members, CHANNEL));
    }

    static Map<String, Object> found(StreamInfo stream) {
        Map<String, Object> answer = new LinkedHashMap<>(Map.of(FOUND, true));
        stream.user().ifPresent(user -> answer.put(USER, user));
        stream.as().ifPresent(as -> answer.put(AS, as));
        answer.put(SINCE, stream.since().toEpochMilli());
        answer.putAll(of(stream.needs()));
        return answer;
    }

    static Optional<StreamInfo> info(String id, Map<String, Object> answer) {
        return isFound(answer)
                ? Optional.of(new StreamInfo(
                        id,
                        text(answer, USER),
                        text(answer, AS),
                        time(answer, SINCE).orElse(Instant.EPOCH),
                        needs(answer)))
                : Optional.empty();
    }

    static Optional<String> text(Map<?, ?> members, String name) {
        return Optional.ofNullable(members.get(name)).map(String::valueOf);
    }

    static Optional<Instant> time(Map<String, Object> members, String name) {
        return members.get(name) instanceof Number millis
                ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
                : Optional.empty();
    }

    static boolean isFound(Map<String, Object> answer) {
        return Boolean.TRUE.equals(answer.get(FOUND));
    }

    static Map<String, List<String>> of(List<Need> needs) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        Stream.of(Right.values()).forEach(right -> {
            List<String> names = Need.names(needs, right);
            if (!names.isEmpty()) {
                members.put(right.toString(), names);
            }
        });
        return members;
    }

    static List<Need> needs(Map<String, Object> members) {
        return Stream.of(Right.values())
                .filter(right -> members.get(right.toString()) instanceof List<?>)
                .flatMap(right -> ((List<?>) members.get(right.toString()))
                        .stream().map(name -> new Need(right, String.valueOf(name))))
                .toList();
    }
}
