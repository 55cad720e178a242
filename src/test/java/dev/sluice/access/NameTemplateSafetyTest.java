package dev.sluice.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.NamePatterns;
import dev.sluice.testing.Rounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No two users share a grant, with whatever characters their claims have. */
class NameTemplateSafetyTest {
    private static final List<String> UNICODE = List.of(
            "é",
            "e\u0301",
            "ß",
            "ẞ",
            "ı",
            "İ",
            "ſ",
            "K",
            "K",
            "漢",
            "😀",
            "👩\u200D🚀",
            "\u00A0",
            "\u00AD",
            "\u0085",
            "\u009F",
            "\u200B",
            "\u200E",
            "\u202E",
            "\u2028",
            "\u2029",
            "\u2066",
            "\uFEFF",
            "\uFFFD",
            "\uFFFE",
            "\uFF0A",
            "\uFF1A",
            "\uFE55",
            "\u2217",
            "\uD83D",
            "\uDE00",
            "\uDE00\uD83D",
            "\uDBFF\uDFFF",
            "\uE000",
            "?",
            "�");

    /** A pair of claims, the user of a tenant. */
    private record User(String tenant, String sub) {
        Claims claims() {
            return new Claims(Map.of("tenant", tenant, "sub", sub), Instant.EPOCH);
        }
    }

    private static List<String> characters() {
        return Stream.concat(IntStream.range(0, 128).mapToObj(Character::toString), UNICODE.stream())
                .toList();
    }

    /** Each character alone, and at each end of and between letters, and twice. */
    private static Set<String> hostileValues() {
        Set<String> values = new LinkedHashSet<>(List.of("a", "b", "ab", "ba", "aab"));
        for (String character : characters()) {
            values.addAll(List.of(
                    character,
                    character + character,
                    "a" + character,
                    character + "a",
                    "a" + character + "b",
                    "a" + character + character + "b"));
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inbox:{sub}           | *{}
            {{user:{sub}}}:inbox  | *{}
            a:{sub}:b             | *{}:
            {sub}-*               | *{}-
            *-{sub}:b             | *{}-:
            """)
    void exactlyTheWideningCharactersAreRefused(String template, String refused) {
        NameTemplate parsed = NameTemplate.parse(template);
        Set<Integer> withheld = IntStream.range(0, 128)
                .filter(c -> fill(parsed, new User("t", "x" + Character.toString(c) + "x"))
                        .isEmpty())
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        Set<Integer> expected = new TreeSet<>(refused.chars().boxed().toList());
        IntStream.concat(IntStream.range(0, 32), IntStream.of(127)).forEach(expected::add);
        assertEquals(expected, withheld);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox:{sub}", "{{user:{sub}}}:inbox", "a:{sub}:b", "{sub}", "a{sub}a", "{sub}😀"})
    void usersNeverShareAName(String template) {
        int granted = assertDistinct(
                template,
                hostileValues().stream().map(sub -> new User("t", sub)).toList());
        assertTrue(granted > 200, "only " + granted + " values give a name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders:{tenant}:{sub}", "{tenant}:{sub}", "{{{tenant}}}{sub}", "{sub}a{tenant}"})
    void usersOfTenantsNeverShareAName(String template) {
        List<User> users = new ArrayList<>();
        Random random = new Random(17);
        List<String> values = new ArrayList<>(hostileValues());
        values.addAll(randomTexts(random, 300));
        for (String tenant : values) {
            random.ints(60, 0, values.size()).forEach(i -> users.add(new User(tenant, values.get(i))));
        }
        // Values in which the separator is moved by one character.
        users.addAll(List.of(new User("1", "23"), new User("12", "3"), new User("1:2", "3"), new User("1", "2:3")));
        int granted = assertDistinct(template, users);
        assertTrue(granted > 10_000, "only " + granted + " users get a name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders:{tenant}:*",
                "*:{tenant}",
                "*:{tenant}-x",
                "{tenant}:*:{sub}",
                "{tenant}:{sub}:*",
                "*:{tenant}:{sub}",
                "*-{tenant}:{sub}",
                "{tenant}ab*ab{sub}ba"
            })
    void patternsOfUsersNeverMatchTheSameName(String template) {
        NameTemplate parsed = NameTemplate.parse(template);
        Random random = new Random(18);
        List<String> values = randomTexts(random, Rounds.of(20, 40));
        Map<String, NamePatterns> patterns = new HashMap<>();
        for (String tenant : values) {
            for (String sub : values) {
                fill(parsed, new User(tenant, sub))
                        .ifPresent(pattern -> patterns.put(pattern, new NamePatterns(List.of(pattern))));
            }
        }
        assertTrue(patterns.size() > 5, "only " + patterns.size() + " patterns");
        for (String pattern : patterns.keySet()) {
            for (String middle : values) {
                String name = pattern.replace("*", middle);
                assertEquals(
                        List.of(pattern),
                        patterns.entrySet().stream()
                                .filter(entry -> entry.getValue().matches(name))
                                .map(Map.Entry::getKey)
                                .toList(),
                        name);
            }
        }
    }

    /** The grant of one is asked for the name of the other, as a request would. */
    @ParameterizedTest
    @ValueSource(strings = {"inbox:{sub}", "{{user:{sub}}}:inbox", "a:{sub}:b"})
    void noUserTakesWhatIsTheOthers(String template) {
        AccessRules rules = new AccessRules(Grants.NONE, Map.of(Right.TAKE, List.of(NameTemplate.parse(template))));
        for (String sub : hostileValues()) {
            Access access = rules.of(new User("t", sub).claims());
            for (String victim : List.of("a", "ab", "a?b", "a\uFFFDb")) {
                assertEquals(sub.equals(victim), permits(access, template, victim), sub);
            }
            assertFalse(access.permits(new Need(Right.TAKE, "*")), sub);
        }
    }

    private static boolean permits(Access access, String template, String victim) {
        String name = NameTemplate.parse(template)
                .fill(new User("t", victim).claims(), reason -> {})
                .orElseThrow();
        return access.permits(new Need(Right.TAKE, name));
    }

    @Test
    void hostileValuesHaveEveryCharacter() {
        assertTrue(hostileValues().containsAll(characters()));
    }

    /** Asserts that different users get different names, also as bytes in Redis. Returns how many got one. */
    private static int assertDistinct(String template, List<User> users) {
        NameTemplate parsed = NameTemplate.parse(template);
        Map<String, User> owners = new HashMap<>();
        for (User user : users) {
            fill(parsed, user).ifPresent(name -> {
                User owner = owners.put(new String(name.getBytes(UTF_8), UTF_8), user);
                assertTrue(owner == null || owner.equals(user), () -> owner + " and " + user + " share " + name);
            });
        }
        return owners.size();
    }

    private static List<String> randomTexts(Random random, int count) {
        List<String> alphabet = List.of("a", "b", ":", "-", "😀", "1", "{", "}", "*");
        int harmless = 6;
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(1 + random.nextInt(4), 0, i % 10 == 0 ? alphabet.size() : harmless)
                        .mapToObj(alphabet::get)
                        .collect(Collectors.joining()))
                .distinct()
                .toList();
    }

    private static Optional<String> fill(NameTemplate template, User user) {
        return template.fill(user.claims(), reason -> {});
    }
}
