package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.StreamSelection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamMembersTest {
    @Test
    void readsWhatItWrites() {
        StreamInfo stream = new StreamInfo(
                "id",
                Optional.of("ann"),
                Optional.empty(),
                Instant.ofEpochMilli(5),
                List.of(new Need(Right.TAKE, "q"), new Need(Right.READ, "t")));
        assertEquals(Optional.of(stream), StreamMembers.info("id", StreamMembers.found(stream)));
        StreamSelection selection = new StreamSelection(Optional.of("id"), Optional.of("ann"), Optional.of("q"));
        assertEquals(selection, StreamMembers.selection(StreamMembers.of(selection)));
    }

    @Test
    void membersOfAWrongTypeAreMissing() {
        assertEquals(List.of(), StreamMembers.selections(Map.of("to", "all"), "to"));
        assertEquals(
                List.of(StreamSelection.ofUser("ann")),
                StreamMembers.selections(Map.of("to", Arrays.asList(7, null, Map.of("user", "ann"))), "to"));
        Map<String, String> ofLaterVersion = Map.of("user", "ann", "since", "noon");
        assertEquals(List.of(), StreamMembers.selections(Map.of("to", List.of(ofLaterVersion)), "to"));
        assertEquals(Optional.empty(), StreamMembers.info("id", Map.of("found", "yes")));
        assertEquals(Optional.empty(), StreamMembers.time(Map.of("expires", "soon"), "expires"));
    }
}
