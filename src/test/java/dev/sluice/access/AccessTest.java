package dev.sluice.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1);
    private static final Instant LATE = Instant.ofEpochSecond(2);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TAKE    | take from the queue "jobs"
            READ    | read the topic "jobs"
            PUBLISH | publish to "jobs"
            SEND    | send to the user "jobs"
            """)
    void faultNamesClientRightAndChannel(Right right, String action) {
        List<Need> needs = List.of(new Need(right, "jobs"));
        assertEquals(
                Optional.of("The user \"42\" has no grant to " + action + "."),
                of("42", List.of()).faultFor(needs));
        assertEquals(Optional.of("Only clients with a grant may " + action + "."), Access.NONE.faultFor(needs));
    }

    @Test
    void firstMissingGrantIsNamedWithTheReasons() {
        Access access = of("42", List.of("One reason.", "Another."));
        assertEquals(
                Optional.of("The user \"42\" has no grant to read the topic \"b\". One reason. Another."),
                access.faultFor(
                        List.of(new Need(Right.READ, "a"), new Need(Right.READ, "b"), new Need(Right.READ, "c"))));
        assertEquals(Optional.empty(), access.faultFor(List.of(new Need(Right.READ, "a"))));
        assertEquals(Optional.empty(), access.faultFor(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "TAKE, a, false",
        "READ, a, true",
        "READ, A, false",
        "READ, aa, false",
        "PUBLISH, a, false",
        "SEND, a, false"
    })
    void aGrantIsOfOneRightAndName(Right right, String name, boolean permitted) {
        assertEquals(permitted, of("42", List.of()).permits(new Need(right, name)));
    }

    @Test
    void hostileNamesAreCleanedAndBounded() {
        String fault = of("\r\n\u202E\uD83D\u2028" + "é".repeat(8_000), List.of())
                .faultFor(List.of(new Need(Right.SEND, "\0" + "😀".repeat(8_000))))
                .orElseThrow();
        assertEquals(
                "The user \"" + "\uFFFD".repeat(5) + "é".repeat(123) + "…\" has no grant to send to the user \"\uFFFD"
                        + "😀".repeat(127) + "…\".",
                fault);
    }

    @Test
    void nameOf128CharactersIsShownWhole() {
        String name = "😀".repeat(128);
        assertTrue(new Need(Right.TAKE, name).toString().endsWith("\"" + name + "\""));
    }

    @Test
    void reasonsAreBounded() {
        Access access = of("42", Collections.nCopies(50, "A reason."));
        assertEquals(10, access.withheld().size());
        assertEquals(10, access.and(access).withheld().size());
    }

    @Test
    void grantsAddUpUntilTheEarlierEnd() {
        Access token = new Access(
                Optional.empty(), new Grants(Map.of(Right.READ, List.of("a"))), Optional.of(LATE), List.of());
        Access answer = new Access(
                Optional.of("42"), new Grants(Map.of(Right.READ, List.of("b*"))), Optional.of(EARLY), List.of("So."));
        for (Access both : List.of(token.and(answer), answer.and(token))) {
            assertEquals(Optional.of("42"), both.user());
            assertEquals(Optional.of(EARLY), both.expires());
            assertEquals(List.of("So."), both.withheld());
            assertTrue(both.permits(new Need(Right.READ, "a")));
            assertTrue(both.permits(new Need(Right.READ, "bc")));
        }
        assertEquals(Optional.of(LATE), token.and(Access.NONE).expires());
        assertEquals(Optional.empty(), Access.NONE.and(Access.NONE).expires());
    }

    private static Access of(String user, List<String> withheld) {
        return new Access(Optional.of(user), new Grants(Map.of(Right.READ, List.of("a"))), Optional.empty(), withheld);
    }
}
