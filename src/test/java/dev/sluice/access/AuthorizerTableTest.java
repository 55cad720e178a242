package dev.sluice.access;

import static dev.sluice.access.DecisionFixture.credentials;
import static dev.sluice.access.DecisionFixture.outcome;
import static dev.sluice.access.DecisionFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination of token, place, claims, source of the grant, right and channel. */
class AuthorizerTableTest {
    private static final String GRANTED = "inbox:42";

    private enum Token {
        ABSENT,
        VALID,
        INVALID,
        EXPIRED
    }

    /** The one who grants the right to take from the queue, or read the topic, and so on, {@code inbox:42}. */
    private enum Source {
        NOBODY,
        EVERYBODY,
        TEMPLATE,
        CLAIM,
        APPLICATION
    }

    static Stream<Arguments> combinations() {
        return Stream.of(Token.values())
                .flatMap(token -> places(token)
                        .flatMap(place -> Stream.of("42", "4", "")
                                .flatMap(sub -> Stream.of(Source.values())
                                        .map(source -> Arguments.of(token, place, sub, source)))));
    }

    private static Stream<Place> places(Token token) {
        return token == Token.ABSENT ? Stream.of(Place.NONE) : Stream.of(Place.HEADER, Place.PARAMETER, Place.COOKIE);
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void decisionIsAsTheTableSays(Token token, Place place, String sub, Source source) {
        for (Right granted : Right.values()) {
            if (source == Source.EVERYBODY && granted == Right.SEND) {
                continue; // which no rules have
            }
            Authorizer authorizer = authorizer(token, sub, source, granted);
            for (Right right : Right.values()) {
                for (String name : List.of(GRANTED, "inbox:4", "inbox:", "inbox:421", "news", "sluice:nodes")) {
                    List<Need> needs = List.of(new Need(right, name));
                    assertEquals(
                            expected(token, place, sub, source, right == granted, name),
                            outcome(authorizer.decide(credentials(place), needs), needs),
                            () -> granted + " is granted, asked for " + needs);
                }
            }
        }
    }

    private static String expected(
            Token token, Place place, String sub, Source source, boolean sameRight, String name) {
        boolean named = sameRight && name.equals(GRANTED);
        String user = sub.isEmpty() ? "anybody" : sub;
        return switch (token) {
            case ABSENT ->
                switch (source) {
                    case EVERYBODY -> named ? "granted to anybody" : "UNKNOWN_CLIENT";
                    case APPLICATION -> named ? "granted to anybody" : "NOT_GRANTED";
                    case NOBODY, TEMPLATE, CLAIM -> "UNKNOWN_CLIENT";
                };
            case INVALID, EXPIRED ->
                named && source == Source.EVERYBODY && place == Place.COOKIE ? "granted to anybody" : "UNKNOWN_CLIENT";
            case VALID ->
                switch (source) {
                    case NOBODY -> "NOT_GRANTED";
                    case EVERYBODY, CLAIM, APPLICATION -> named ? "granted to " + user : "NOT_GRANTED";
                    case TEMPLATE ->
                        sameRight && !sub.isEmpty() && name.equals("inbox:" + sub)
                                ? "granted to " + user
                                : "NOT_GRANTED";
                };
        };
    }

    private static Authorizer authorizer(Token token, String sub, Source source, Right right) {
        Map<Right, List<String>> names = Map.of(right, List.of(GRANTED));
        Map<String, Object> claims = source == Source.CLAIM
                ? Map.of("sub", sub, "sluice", Map.of(right.toString(), List.of(GRANTED)))
                : Map.of("sub", sub);
        AccessRules rules = new AccessRules(
                source == Source.EVERYBODY ? new Grants(names) : Grants.NONE,
                source == Source.TEMPLATE ? Map.of(right, List.of(NameTemplate.parse("inbox:{sub}"))) : Map.of());
        TokenVerifier verifier = text -> switch (token) {
            case VALID -> CompletableFuture.completedFuture(new Claims(claims, Instant.MAX));
            case EXPIRED -> refusal(Kind.UNKNOWN_CLIENT, "The token expired.");
            default -> refusal(Kind.UNKNOWN_CLIENT, "The token is not valid.");
        };
        Application application = (credentials, needs) -> CompletableFuture.completedFuture(
                new Access(Optional.empty(), new Grants(names), Optional.empty(), List.of()));
        return new Authorizer(
                rules,
                Optional.of(verifier),
                source == Source.APPLICATION ? Optional.of(application) : Optional.empty());
    }
}
