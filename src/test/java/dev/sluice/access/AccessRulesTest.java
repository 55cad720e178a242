package dev.sluice.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessRulesTest {
    private static final Instant END = Instant.ofEpochSecond(1_000);
    private static final AccessRules NOTHING = new AccessRules(Grants.NONE, Map.of());

    @Test
    void everybodyTemplatesAndClaimAddUp() {
        AccessRules rules = new AccessRules(
                new Grants(Map.of(Right.READ, List.of("news"))),
                Map.of(
                        Right.TAKE, List.of(NameTemplate.parse("inbox:{sub}"), NameTemplate.parse("{tenant}:jobs")),
                        Right.READ, List.of(NameTemplate.parse("{tenant}:*"))));
        Access access = rules.of(claims(Map.of(
                "sub", "42",
                "tenant", "acme",
                "sluice",
                        Map.of(
                                "take", List.of("extra"),
                                "read", List.of("orders:*"),
                                "publish", List.of(),
                                "send", List.of("7")))));
        assertEquals(List.of("inbox:42", "acme:jobs", "extra"), access.grants().texts(Right.TAKE));
        assertEquals(List.of("news", "acme:*", "orders:*"), access.grants().texts(Right.READ));
        assertEquals(List.of(), access.grants().texts(Right.PUBLISH));
        assertEquals(List.of("7"), access.grants().texts(Right.SEND));
        assertEquals(Optional.of("42"), access.user());
        assertEquals(Optional.of(END), access.expires());
        assertEquals(List.of(), access.withheld());
    }

    @Test
    void withoutATokenEverybodysGrantsCount() {
        AccessRules rules = new AccessRules(
                new Grants(Map.of(Right.READ, List.of("news"))),
                Map.of(Right.READ, List.of(NameTemplate.parse("all"))));
        Access access = rules.ofEverybody();
        assertEquals(List.of("news"), access.grants().texts(Right.READ));
        assertEquals(Optional.empty(), access.user());
        assertEquals(Optional.empty(), access.expires());
    }

    @Test
    void sendIsNeverGivenToEverybody() {
        Grants everybody = new Grants(Map.of(Right.SEND, List.of("7")));
        assertThrows(IllegalArgumentException.class, () -> new AccessRules(everybody, Map.of()));
    }

    @Test
    void templateWithoutValueLeavesTheOthers() {
        AccessRules rules = new AccessRules(
                Grants.NONE,
                Map.of(Right.TAKE, List.of(NameTemplate.parse("team:{team}"), NameTemplate.parse("inbox:{sub}"))));
        Access access = rules.of(claims(Map.of("sub", 42L)));
        assertEquals(List.of("inbox:42"), access.grants().texts(Right.TAKE));
        assertEquals(
                List.of("The template \"team:{team}\" gives nothing: the claim \"team\" is missing."),
                access.withheld());
    }

    static Stream<Arguments> malformedLists() {
        return Stream.of(
                Arguments.of("inbox", "is not a list of strings"),
                Arguments.of(true, "is not a list of strings"),
                Arguments.of(Map.of("0", "inbox"), "is not a list of strings"),
                Arguments.of(List.of("inbox", 42L), "is not a list of strings"),
                Arguments.of(Arrays.asList("inbox", null), "is not a list of strings"),
                Arguments.of(List.of(List.of("inbox")), "is not a list of strings"),
                Arguments.of(Collections.nCopies(1_001, "inbox"), "has more than 1000 entries"),
                Arguments.of(List.of("inbox", "é".repeat(257)), "has an entry of more than 512 bytes"),
                Arguments.of(List.of("inbox", "\uD83D"), "has an entry with half a surrogate pair"));
    }

    @ParameterizedTest
    @MethodSource("malformedLists")
    void malformedListGivesNothing(Object list, String fault) {
        Access access = NOTHING.of(claims(Map.of("sluice", Map.of("take", list, "read", List.of("news")))));
        assertEquals(List.of(), access.grants().texts(Right.TAKE));
        assertEquals(List.of("news"), access.grants().texts(Right.READ));
        assertEquals(
                List.of("The list \"take\" of the claim \"sluice\" gives nothing: it " + fault + "."),
                access.withheld());
    }

    @Test
    void largestListIsTaken() {
        List<String> names = Collections.nCopies(1_000, "é".repeat(256));
        Access access = NOTHING.of(claims(Map.of("sluice", Map.of("take", names))));
        assertEquals(names, access.grants().texts(Right.TAKE));
    }

    static Stream<Object> noObjects() {
        return Stream.of("take", 1L, true, List.of(), List.of("inbox"));
    }

    @ParameterizedTest
    @MethodSource("noObjects")
    void claimThatIsNoObjectGivesNothing(Object claim) {
        Access access = NOTHING.of(claims(Map.of("sub", "42", "sluice", claim)));
        assertEquals(Optional.of("42"), access.user());
        assertTrue(Stream.of(Right.values())
                .allMatch(right -> access.grants().texts(right).isEmpty()));
        assertEquals(List.of("The claim \"sluice\" gives nothing: it is not a JSON object."), access.withheld());
    }

    @Test
    void missingAndUnknownMembersAreIgnored() {
        Map<String, Object> members = new HashMap<>();
        members.put("take", null);
        members.put("Read", List.of("news"));
        members.put("admin", true);
        Access access = NOTHING.of(claims(Map.of("sluice", members)));
        assertTrue(Stream.of(Right.values())
                .allMatch(right -> access.grants().texts(right).isEmpty()));
        assertEquals(List.of(), access.withheld());
    }

    @Test
    void starOfTheIssuerSparesSluicesOwnKeys() {
        Access access = NOTHING.of(claims(Map.of("sluice", Map.of("take", List.of("*", "sluice:x")))));
        assertTrue(access.permits(new Need(Right.TAKE, "jobs")));
        assertFalse(access.permits(new Need(Right.TAKE, "sluice:x")));
        assertFalse(access.permits(new Need(Right.READ, "jobs")));
    }

    @Test
    void subjectIsTextOrAWholeNumber() {
        assertEquals(Optional.of("42"), claims(Map.of("sub", "42")).subject());
        assertEquals(Optional.of("42"), claims(Map.of("sub", 42L)).subject());
        assertEquals(
                Optional.of("98765432109876543210"),
                claims(Map.of("sub", new BigInteger("98765432109876543210"))).subject());
        for (Object other : List.of("", 4.2, true, List.of("42"), Map.of(), "\uD83D")) {
            assertEquals(Optional.empty(), claims(Map.of("sub", other)).subject());
        }
        assertEquals(Optional.empty(), claims(Map.of()).subject());
    }

    @Test
    void claimsShowNoValues() {
        assertFalse(claims(Map.of("email", "ann@shop.example")).toString().contains("ann"));
    }

    private static Claims claims(Map<String, Object> values) {
        return new Claims(values, END);
    }
}
