package dev.sluice.http.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.QueryParameters;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectTargetsTest {
    private static final String ID = "JelGFD71Vq3ZxAbcdefghijk";

    private static DirectTargets read(String query) throws RefusedException {
        return DirectTargets.read(new QueryParameters(query));
    }

    private static String users(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "user=" + i).collect(Collectors.joining("&"));
    }

    @Test
    void namesEachTargetOnce() throws Exception {
        DirectTargets targets = read("user=b&connection=" + ID + "&user=a&user=b&connection=" + ID);
        assertEquals(Set.of(ID), targets.connections());
        assertEquals(List.of("b", "a"), List.copyOf(targets.users()));
    }

    @Test
    void takesUpToAHundred() throws Exception {
        assertEquals(99, read(users(0, 99) + "&connection=" + ID).users().size());
        assertThrows(RefusedException.class, () -> read(users(0, 100) + "&connection=" + ID));
        assertThrows(RefusedException.class, () -> read("user=a&".repeat(101)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "event=a", "user=", "user=a&user=", "connection=", "connection=short", "connection=*"})
    void refusesWhatIsNoTarget(String query) {
        assertThrows(RefusedException.class, () -> read(query));
    }
}
