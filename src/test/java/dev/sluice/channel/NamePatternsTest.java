package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternsTest {
    @ParameterizedTest
    @ValueSource(strings = {"message_list", "a", "漢字😀", "a.b", "[a]", "a|b", "^a$", "\\Qa\\E", "a?", "a b"})
    void aNameMatchesItselfOnly(String name) {
        NamePatterns patterns = new NamePatterns(List.of(name));
        assertTrue(patterns.matches(name));
        assertFalse(patterns.matches(name + "x"));
        assertFalse(patterns.matches("x" + name));
        assertFalse(patterns.matches(name.substring(1)));
        assertFalse(patterns.matches(""));
    }

    @Test
    void namesAreToldApartByCase() {
        assertFalse(new NamePatterns(List.of("Orders", "Inbox:*")).matches("orders"));
        assertFalse(new NamePatterns(List.of("Orders", "Inbox:*")).matches("inbox:1"));
    }

    @ParameterizedTest
    @CsvSource({
        "inbox:*, inbox:7",
        "inbox:*, inbox:",
        "inbox:*, inbox:*",
        "inbox:*, inbox::",
        "*, a",
        "*, ''",
        "**, a",
        "*:in, 7:in",
        "*:in, :in",
        "a*b, ab",
        "a*b, a*b",
        "a*b, abab",
        "a*b*c, abc",
        "a*b*c, aXbYc",
        "a*b*c, abbcbc",
        "a**c, abc",
        "*a*, bab",
        "*:*:*, ::",
    })
    void aStarStandsForAnyCharactersOrNone(String pattern, String name) {
        assertTrue(new NamePatterns(List.of(pattern)).matches(name));
    }

    @ParameterizedTest
    @CsvSource({
        "inbox:*, inbox",
        "inbox:*, xinbox:7",
        "inbox:*, ''",
        "*:in, 7:int",
        "a*b, a",
        "a*a, a",
        "a*b, aba",
        "a*b*c, acb",
        "a*b*c, ac",
        "*:*:*, :",
    })
    void whatIsNotAStarMustBeThere(String pattern, String name) {
        assertFalse(new NamePatterns(List.of(pattern)).matches(name));
    }

    @ParameterizedTest
    @CsvSource({
        "a.*, axb",
        "a+*, aab",
        "[ab]*, a",
        "(a)*, aa",
        "a|b*, a",
        "^a*, ab",
        "a?*, b",
        "\\Q*, x",
        "a\\E.*, aX1",
        "\\d*, 1",
        "{a}*, a",
    })
    void allOtherCharactersStandForThemselves(String pattern, String name) {
        NamePatterns patterns = new NamePatterns(List.of(pattern));
        assertFalse(patterns.matches(name));
        assertTrue(patterns.matches(pattern));
        assertTrue(patterns.matches(pattern.replace("*", "tail")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u0085", "\u2028", "\0"})
    void aStarStandsForLineEndsToo(String separator) {
        NamePatterns patterns = new NamePatterns(List.of("inbox:*"));
        assertTrue(patterns.matches("inbox:" + separator));
        assertTrue(patterns.matches("inbox:a" + separator + "b" + separator));
    }

    @Test
    void lineEndAfterANameIsRefused() {
        NamePatterns patterns = new NamePatterns(List.of("orders", "*:in"));
        assertFalse(patterns.matches("orders\n"));
        assertFalse(patterns.matches("7:in\n"));
    }

    @Test
    void oneThatMatchesIsEnough() {
        NamePatterns patterns = new NamePatterns(List.of("orders", "inbox:*", "*:log"));
        assertTrue(patterns.matches("orders"));
        assertTrue(patterns.matches("inbox:1"));
        assertTrue(patterns.matches("a:log"));
        assertFalse(patterns.matches("outbox:1"));
    }

    @Test
    void withoutAnyNothingMatches() {
        NamePatterns none = new NamePatterns(List.of());
        assertFalse(none.matches("message_list"));
        assertFalse(none.matches(""));
        assertEquals(Optional.empty(), none.firstName());
    }

    @Test
    void firstNameSkipsPatterns() {
        assertEquals(Optional.of("b"), new NamePatterns(List.of("a*", "b", "c")).firstName());
        assertEquals(Optional.empty(), new NamePatterns(List.of("a*", "*")).firstName());
    }

    @Test
    void theyAreToldAsTheyWereGiven() {
        assertEquals("a*,b,a*", new NamePatterns(List.of("a*", "b", "a*")).toString());
    }

    @Test
    void aLaterChangeOfTheListChangesNothing() {
        List<String> texts = new ArrayList<>(List.of("a"));
        NamePatterns patterns = new NamePatterns(texts);
        texts.set(0, "b");
        assertTrue(patterns.matches("a"));
        assertFalse(patterns.matches("b"));
        assertEquals("a", patterns.toString());
    }

    /** Names come from whoever connects, up to a hundred of 512 bytes in one request. */
    @Test
    @DisplayName("A hostile name does not stall a pattern with several stars")
    void hostileNameDoesNotStallThePattern() {
        NamePatterns patterns = new NamePatterns(List.of("*:*:*:*:in"));
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertFalse(patterns.matches(":".repeat(512))));
    }

    @Test
    void sluicesOwnKeysMatchNoPattern() {
        assertFalse(new NamePatterns(List.of("*")).matches("sluice:{q}:dead"));
    }

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a, *",
        "*, *",
        "a*, *b",
        "a*, ab",
        "inbox:*, inbox:*:x",
        "*:in, out:*",
        "a*c, ab*",
        "**, a",
        "a*, a",
        "a*b*c, *abc*"
    })
    void patternsOverlapIfANameMatchesBoth(String one, String other) {
        assertTrue(new NamePatterns(List.of("x", one)).overlap(other));
        assertTrue(new NamePatterns(List.of(other)).overlap(one));
    }

    @ParameterizedTest
    @CsvSource({"a, b", "a, ab", "a*, b*", "*a, *b", "inbox:*, orders:*", "a*b, a*c", "a*, ''", "aa*aa, aaa"})
    void patternsDoNotOverlapIfNoNameDoes(String one, String other) {
        assertFalse(new NamePatterns(List.of(one)).overlap(other));
        assertFalse(new NamePatterns(List.of(other)).overlap(one));
        assertFalse(new NamePatterns(List.of()).overlap(one));
    }
}
