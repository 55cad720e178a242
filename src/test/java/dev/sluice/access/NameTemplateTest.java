package dev.sluice.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
    private static final Map<String, Object> CLAIMS = Map.of(
            "sub", "42",
            "tenant", "acme",
            "number", 7L,
            "large", new BigInteger("98765432109876543210"),
            "https://shop.example/id", "x",
            "a.b", "dotted");

    private final List<String> withheld = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inbox:{sub}                  | inbox:42
            {sub}                        | 42
            {{user:{sub}}}:inbox         | {user:42}:inbox
            {{{sub}}}                    | {42}
            a:{sub}:b                    | a:42:b
            orders:{tenant}:{sub}        | orders:acme:42
            {sub}:{sub}                  | 42:42
            number {number}              | number 7
            {large}                      | 98765432109876543210
            {https://shop.example/id}/1  | x/1
            {a.b}                        | dotted
            orders:{tenant}:*            | orders:acme:*
            *:{sub}                      | *:42
            {tenant}:*:{sub}             | acme:*:42
            news                         | news
            {{news}}                     | {news}
            *                            | *
            {sub}😀                      | 42😀
            """)
    void valuesAreFilledIn(String template, String name) {
        assertEquals(Optional.of(name), fill(template, CLAIMS));
        assertEquals(List.of(), withheld);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                | is empty
            inbox:{sub        | has an opening brace that is not closed; a brace is written {{
            {                 | has an opening brace that is not closed; a brace is written {{
            inbox:{}          | has a placeholder without a name
            inbox:sub}        | has a closing brace without an opening one; a brace is written }}
            {sub}}            | has a closing brace without an opening one; a brace is written }}
            {sub}}}           | has a closing brace outside a hash tag
            {a{b}             | has the placeholder {a{b} with a brace in it
            }}{sub}           | has a closing brace outside a hash tag
            sluice:{sub}      | starts with sluice:, as Sluice's own keys do
            sluice:*          | starts with sluice:, as Sluice's own keys do
            {tenant}{sub}     | has the placeholder {sub} right behind another one, so that different values would give the same name
            inbox:{sub}*      | has the placeholder {sub} next to a *, so that a user would also get what is of users with a longer value
            *{sub}            | has the placeholder {sub} next to a *, so that a user would also get what is of users with a longer value
            *:{sub}:*         | has the placeholder {sub} between two *, so that a user would also get what is of other users
            a*b{a}c*d         | has the placeholder {a} between two *, so that a user would also get what is of other users
            """)
    void malformedTemplatesAreRefused(String template, String fault) {
        assertEquals(fault, faultOf(template));
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb', has a control character",
        "'{su\tb}', has a control character",
        "'\u0085', has a control character",
        "\uD83D{sub}, has half a surrogate pair",
        "{sub}\uDE00, has half a surrogate pair"
    })
    void unprintableTemplatesAreRefused(String template, String fault) {
        assertEquals(fault, faultOf(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s{sub}", "%s*", "{sub}%s:*"})
    void longLiteralsAreRefused(String template) {
        assertEquals("has more than 512 bytes", faultOf(template.formatted("é".repeat(257))));
    }

    static Stream<Arguments> withheldValues() {
        return Stream.of(
                Arguments.of("inbox:{sub}", null, "is missing"),
                Arguments.of("inbox:{sub}", "", "is empty"),
                Arguments.of("inbox:{sub}", true, "is neither text nor a whole number"),
                Arguments.of("inbox:{sub}", 4.0, "is neither text nor a whole number"),
                Arguments.of("inbox:{sub}", List.of("42"), "is neither text nor a whole number"),
                Arguments.of("inbox:{sub}", Map.of("id", "42"), "is neither text nor a whole number"),
                Arguments.of("inbox:{sub}", "*", "has the character *"),
                Arguments.of("inbox:{sub}", "4{", "has the character {"),
                Arguments.of("inbox:{sub}", "}4", "has the character }"),
                Arguments.of("inbox:{sub}", "4\n", "has a control character"),
                Arguments.of("inbox:{sub}", "\0", "has a control character"),
                Arguments.of("inbox:{sub}", "\u009F", "has a control character"),
                Arguments.of("inbox:{sub}", "\uD83D", "has half a surrogate pair"),
                Arguments.of("inbox:{sub}", "\uDE00\uD83D", "has half a surrogate pair"),
                Arguments.of("a:{sub}:b", "4:2", "has the character :, which stands next to its placeholder"),
                Arguments.of("{sub}😀", "4😀", "has the character 😀, which stands next to its placeholder"),
                Arguments.of("*:{sub}", "4:2", "has the character :, which stands next to its placeholder"),
                Arguments.of("*:a-{sub}", "4-2", "has the character -, which stands next to its placeholder"),
                Arguments.of("*:{sub}-x", "4:2", "has the character :, which stands next to its placeholder"),
                Arguments.of("*:{sub}-x", "4-2", "has the character -, which stands next to its placeholder"));
    }

    @ParameterizedTest
    @MethodSource("withheldValues")
    void valuesThatWidenTheGrantAreWithheld(String template, Object value, String fault) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", value);
        assertEquals(Optional.empty(), fill(template, claims));
        assertEquals(
                List.of("The template \"" + template + "\" gives nothing: the claim \"sub\" " + fault + "."), withheld);
    }

    @Test
    void absentClaimIsNamed() {
        assertEquals(Optional.empty(), fill("{sub}:{team}", CLAIMS));
        assertEquals(List.of("The template \"{sub}:{team}\" gives nothing: the claim \"team\" is missing."), withheld);
    }

    @ParameterizedTest
    @CsvSource({"{sub}, sluice:x", "sl{sub}:x, uice", "{sub}:*, sluice", "sluice{sub}, :nodes"})
    void valuesNeverNameSluicesOwnKeys(String template, String value) {
        assertEquals(Optional.empty(), fill(template, Map.of("sub", value)));
        assertEquals(
                List.of("The template \"" + template + "\" gives nothing: the name with this token's claims starts with"
                        + " sluice:, as Sluice's own keys do."),
                withheld);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox:{sub}", "{sub}:*", "{{user:{sub}}}:inbox"})
    void longNamesAreWithheldWithoutTheValue(String template) {
        assertEquals(Optional.empty(), fill(template, Map.of("sub", "é".repeat(256))));
        assertEquals(
                List.of("The template \"" + template
                        + "\" gives nothing: the name with this token's claims has more than 512 bytes."),
                withheld);
    }

    @Test
    void nameOf512BytesIsFilledIn() {
        assertEquals(Optional.of("ab" + "é".repeat(255)), fill("ab{sub}", Map.of("sub", "é".repeat(255))));
    }

    /** A value behind its own separator is one more text, as in {@code urn:user:42}. */
    @Test
    void separatorAtTheEndIsAllowed() {
        assertEquals(Optional.of("inbox:urn:user:42"), fill("inbox:{sub}", Map.of("sub", "urn:user:42")));
    }

    @Test
    void reasonsNeverHaveTheValue() {
        fill("a:{sub}:b", Map.of("sub", "secret:value"));
        assertFalse(withheld.toString().contains("secret"));
    }

    private Optional<String> fill(String template, Map<String, Object> claims) {
        return NameTemplate.parse(template).fill(new Claims(claims, Instant.EPOCH), withheld::add);
    }

    private static String faultOf(String template) {
        return assertThrows(IllegalArgumentException.class, () -> NameTemplate.parse(template))
                .getMessage();
    }
}
