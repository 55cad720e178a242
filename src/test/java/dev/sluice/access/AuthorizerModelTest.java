package dev.sluice.access;

import static dev.sluice.access.DecisionFixture.credentials;
import static dev.sluice.access.DecisionFixture.outcome;
import static dev.sluice.access.DecisionFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials.Place;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares generated decisions with a plain model of them. */
class AuthorizerModelTest {
    private static final int CASES = 50_000;
    private static final List<Object> VALUES = List.of(
            "4", "42", 42L, "acme", "ac:me", "a:4", "", "*", "4*", "{4}", "4\n", "\uD83D", true, 4.2, List.of("42"));
    private static final List<String> NAMES = List.of(
            "news",
            "inbox:4",
            "inbox:42",
            "inbox:a:4",
            "inbox:*",
            "inbox:",
            "a:42:b",
            "a:4:b",
            "orders:acme:42",
            "orders:ac:me:4",
            "orders:acme:",
            "{user:42}:inbox",
            "sluice:nodes");
    private static final List<String> TEMPLATES = List.of(
            "inbox:{sub}", "a:{sub}:b", "orders:{tenant}:{sub}", "orders:{tenant}:*", "{{user:{sub}}}:inbox", "news");
    private static final List<List<String>> GRANTS = List.of(
            List.of(), List.of(), List.of("news"), List.of("inbox:4"), List.of("news", "inbox:*"), List.of("*"));

    private enum Token {
        ABSENT,
        VALID,
        INVALID,
        AWAY
    }

    private enum Answer {
        NO_APPLICATION,
        GRANTS,
        UNKNOWN_CLIENT,
        NOT_GRANTED,
        MALFORMED,
        UNAVAILABLE
    }

    /** @param verifies false if no tokens are configured */
    private record Case(
            boolean verifies,
            Token token,
            Place place,
            Object sub,
            Object tenant,
            String template,
            List<String> claimed,
            List<String> everybody,
            Answer answer,
            Optional<String> answerUser,
            List<String> answered,
            Right right,
            List<String> names) {}

    /** The model. All grants of a case are for the right that is asked for. */
    private static String expected(Case c) {
        boolean everybodyMay = c.names.stream().allMatch(name -> listed(c.everybody, name));
        Token token = c.verifies ? c.token : Token.ABSENT;
        if (token == Token.AWAY) {
            return "UNAVAILABLE";
        }
        if (token == Token.INVALID) {
            return c.place == Place.COOKIE && everybodyMay ? "granted to anybody" : "UNKNOWN_CLIENT";
        }
        boolean valid = token == Token.VALID;
        String user = valid ? user(c.sub) : "anybody";
        if (c.names.stream().allMatch(name -> own(c, valid, name))) {
            return "granted to " + user;
        }
        if (c.answer == Answer.NO_APPLICATION) {
            return valid ? "NOT_GRANTED" : "UNKNOWN_CLIENT";
        }
        if (c.answer != Answer.GRANTS) {
            return c.answer.toString();
        }
        String other = c.answerUser.orElse("anybody");
        boolean same = user.equals("anybody") || other.equals("anybody") || user.equals(other);
        boolean enough = c.names.stream().allMatch(name -> own(c, valid, name) || listed(c.answered, name));
        return same && enough ? "granted to " + (user.equals("anybody") ? other : user) : "NOT_GRANTED";
    }

    private static boolean own(Case c, boolean valid, String name) {
        return listed(c.everybody, name) || valid && (listed(c.claimed, name) || filled(c, name));
    }

    /** The lists of this test have a star at the end only. */
    private static boolean listed(List<String> list, String name) {
        return !name.startsWith("sluice:")
                && list.stream()
                        .anyMatch(entry -> entry.equals(name)
                                || entry.endsWith("*") && name.startsWith(entry.substring(0, entry.length() - 1)));
    }

    private static boolean filled(Case c, String name) {
        boolean sub = harmless(c.sub);
        boolean tenant = harmless(c.tenant) && !c.tenant.toString().contains(":");
        return switch (c.template) {
            case "inbox:{sub}" -> sub && name.equals("inbox:" + c.sub);
            case "a:{sub}:b" -> sub && !c.sub.toString().contains(":") && name.equals("a:" + c.sub + ":b");
            case "orders:{tenant}:{sub}" -> sub && tenant && name.equals("orders:" + c.tenant + ":" + c.sub);
            case "orders:{tenant}:*" -> tenant && name.startsWith("orders:" + c.tenant + ":");
            case "{{user:{sub}}}:inbox" -> sub && name.equals("{user:" + c.sub + "}:inbox");
            default -> name.equals("news");
        };
    }

    private static boolean harmless(Object value) {
        return List.of("4", "42", 42L, "acme", "ac:me", "a:4").contains(value);
    }

    private static String user(Object sub) {
        boolean known = sub instanceof Long || sub instanceof String && !sub.equals("") && !sub.equals("\uD83D");
        return known ? sub.toString() : "anybody";
    }

    @Test
    void decisionsAreThoseOfTheModel() {
        Random random = new Random(17);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < CASES; i++) {
            Case generated = generate(random);
            String expected = expected(generated);
            int number = i;
            assertEquals(expected, decided(generated), () -> "case " + number + ": " + generated);
            outcomes.merge(expected, 1, Integer::sum);
        }
        for (Kind kind : Kind.values()) {
            assertTrue(outcomes.getOrDefault(kind.toString(), 0) > 500, outcomes::toString);
        }
        for (String user : List.of("anybody", "4", "42", "acme", "ac:me", "a:4")) {
            assertTrue(outcomes.getOrDefault("granted to " + user, 0) > 100, outcomes::toString);
        }
    }

    private static Case generate(Random random) {
        Token token = any(random, Token.values());
        return new Case(
                random.nextInt(10) > 0,
                token,
                token == Token.ABSENT ? Place.NONE : any(random, Place.HEADER, Place.PARAMETER, Place.COOKIE),
                any(random, VALUES.toArray()),
                any(random, VALUES.toArray()),
                any(random, TEMPLATES.toArray(String[]::new)),
                GRANTS.get(random.nextInt(GRANTS.size())),
                GRANTS.get(random.nextInt(GRANTS.size())),
                any(random, Answer.values()),
                Optional.of(any(random, "42", "4", "")).filter(user -> !user.isEmpty()),
                GRANTS.get(random.nextInt(GRANTS.size())),
                any(random, Right.TAKE, Right.READ, Right.PUBLISH),
                IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> any(random, NAMES.toArray(String[]::new)))
                        .toList());
    }

    @SafeVarargs
    private static <T> T any(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static String decided(Case c) {
        Map<String, Object> claims = new HashMap<>(Map.of("sub", c.sub, "tenant", c.tenant));
        claims.put("sluice", Map.of(c.right.toString(), c.claimed));
        TokenVerifier verifier = text -> switch (c.token) {
            case VALID -> CompletableFuture.completedFuture(new Claims(claims, Instant.MAX));
            case AWAY -> refusal(Kind.UNAVAILABLE, "The issuer is away.");
            default -> refusal(Kind.UNKNOWN_CLIENT, "The token is not valid.");
        };
        Application application = (credentials, needs) -> c.answer == Answer.GRANTS
                ? CompletableFuture.completedFuture(
                        new Access(c.answerUser, grants(c, c.answered), Optional.empty(), List.of()))
                : refusal(Kind.valueOf(c.answer.toString()), "The application does not grant this.");
        AccessRules rules =
                new AccessRules(grants(c, c.everybody), Map.of(c.right, List.of(NameTemplate.parse(c.template))));
        List<Need> needs = c.names.stream().map(name -> new Need(c.right, name)).toList();
        return outcome(
                new Authorizer(
                                rules,
                                c.verifies ? Optional.of(verifier) : Optional.empty(),
                                c.answer == Answer.NO_APPLICATION ? Optional.empty() : Optional.of(application))
                        .decide(credentials(c.place), needs),
                needs);
    }

    private static Grants grants(Case c, List<String> names) {
        return new Grants(Map.of(c.right, names));
    }
}
