package dev.sluice.access;

import static dev.sluice.access.DecisionFixture.credentials;
import static dev.sluice.access.DecisionFixture.failure;
import static dev.sluice.access.DecisionFixture.outcome;
import static dev.sluice.access.DecisionFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizerTest {
    private static final Instant END = Instant.ofEpochSecond(1_000);
    private static final List<Need> NEWS = List.of(new Need(Right.READ, "news"));
    private static final List<Need> INBOX = List.of(new Need(Right.TAKE, "inbox:42"));
    private static final AccessRules RULES = new AccessRules(
            new Grants(Map.of(Right.READ, List.of("news"))),
            Map.of(Right.TAKE, List.of(NameTemplate.parse("inbox:{sub}"))));

    private final List<List<Need>> asked = new ArrayList<>();
    private final List<String> verified = new ArrayList<>();
    private CompletableFuture<Claims> verification =
            CompletableFuture.completedFuture(new Claims(Map.of("sub", "42"), END));
    private CompletableFuture<Access> answer = refusal(Kind.NOT_GRANTED, "The application refuses.");

    private final TokenVerifier tokens = token -> {
        verified.add(token);
        return verification;
    };
    private final Application application = (credentials, needs) -> {
        asked.add(needs);
        return answer;
    };
    private final Authorizer withBoth = new Authorizer(RULES, Optional.of(tokens), Optional.of(application));
    private final Authorizer withTokens = new Authorizer(RULES, Optional.of(tokens), Optional.empty());

    @Test
    void applicationIsSparedIfTheTokenSuffices() {
        assertEquals("granted to 42", outcome(withBoth.decide(credentials(Place.HEADER), INBOX), INBOX));
        assertEquals("granted to anybody", outcome(withBoth.decide(credentials(Place.NONE), NEWS), NEWS));
        assertEquals(List.of(), asked);
        assertEquals(List.of("a token"), verified);
    }

    @Test
    void applicationIsAskedForAllChannels() {
        List<Need> needs = List.of(NEWS.get(0), new Need(Right.TAKE, "jobs"));
        answer = grants("42", "jobs");
        assertEquals("granted to 42", outcome(withBoth.decide(credentials(Place.HEADER), needs), needs));
        assertEquals(List.of(needs), asked);
    }

    @Test
    void partsBeginWithWhatIsGrantedToAnything() {
        assertEquals("granted to anybody", outcome(withTokens.begin(credentials(Place.NONE), Right.READ), NEWS));
        assertEquals("granted to 42", outcome(withTokens.begin(credentials(Place.HEADER), Right.TAKE), INBOX));
        assertEquals("UNKNOWN_CLIENT", outcome(withTokens.begin(credentials(Place.NONE), Right.TAKE), List.of()));
        assertEquals("NOT_GRANTED", outcome(withTokens.begin(credentials(Place.HEADER), Right.PUBLISH), List.of()));
        assertEquals("granted to anybody", outcome(withBoth.begin(credentials(Place.NONE), Right.PUBLISH), List.of()));
        assertEquals(List.of(), asked);
    }

    @Test
    void invalidCookieBeginsAsNone() {
        verification = refusal(Kind.UNKNOWN_CLIENT, "The token is not valid.");
        assertEquals("granted to anybody", outcome(withTokens.begin(credentials(Place.COOKIE), Right.READ), NEWS));
        assertEquals("UNKNOWN_CLIENT", outcome(withTokens.begin(credentials(Place.COOKIE), Right.TAKE), List.of()));
        assertEquals("UNKNOWN_CLIENT", outcome(withTokens.begin(credentials(Place.HEADER), Right.READ), List.of()));
    }

    @Test
    void applicationIsAskedOnceForWhatPartsLack() {
        Access known = withBoth.begin(credentials(Place.HEADER), Right.READ).join();
        List<Need> needs = List.of(NEWS.get(0), new Need(Right.TAKE, "jobs"), INBOX.get(0), new Need(Right.TAKE, "no"));
        answer = grants("42", "jobs");
        Access all = withBoth.extend(credentials(Place.HEADER), known, needs).join();
        assertEquals(List.of(List.of(needs.get(1), needs.get(3))), asked);
        assertEquals(
                List.of(true, true, true, false),
                needs.stream().map(all::permits).toList());
        assertSame(
                known, withBoth.extend(credentials(Place.HEADER), known, INBOX).join());
        assertEquals(1, asked.size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"HEADER", "PARAMETER", "COOKIE"})
    void invalidTokenIsNeverForwardedToTheApplication(Place place) {
        verification = refusal(Kind.UNKNOWN_CLIENT, "The token is not valid.");
        assertEquals("UNKNOWN_CLIENT", outcome(withBoth.decide(credentials(place), INBOX), INBOX));
        assertEquals(List.of(), asked);
    }

    @Test
    void invalidCookieCountsAsNone() {
        verification = refusal(Kind.UNKNOWN_CLIENT, "The token is not valid.");
        assertEquals("granted to anybody", outcome(withBoth.decide(credentials(Place.COOKIE), NEWS), NEWS));
        assertEquals("UNKNOWN_CLIENT", outcome(withBoth.decide(credentials(Place.HEADER), NEWS), NEWS));
    }

    @Test
    void validCookieNamesTheUser() {
        CompletableFuture<Access> decision = withBoth.decide(credentials(Place.COOKIE), NEWS);
        assertEquals("granted to 42", outcome(decision, NEWS));
        assertEquals(Optional.of(END), decision.join().expires());
    }

    /** Else a user's stream would go on without the user until it ends. */
    @Test
    void cookieWaitsForTheIssuersKeys() {
        verification = refusal(Kind.UNAVAILABLE, "The issuer is away.");
        assertEquals("UNAVAILABLE", outcome(withBoth.decide(credentials(Place.COOKIE), NEWS), NEWS));
    }

    @Test
    void withoutKeysTokensAreTheApplicationsOwn() {
        Authorizer withApplication = new Authorizer(RULES, Optional.empty(), Optional.of(application));
        answer = grants("7", "inbox:42");
        assertEquals("granted to 7", outcome(withApplication.decide(credentials(Place.HEADER), INBOX), INBOX));
        assertEquals(List.of(), verified);
    }

    @Test
    void tokenAndApplicationMustNameOneUser() {
        List<Need> needs = List.of(new Need(Right.TAKE, "jobs"));
        answer = grants("43", "jobs");
        CompletableFuture<Access> decision = withBoth.decide(credentials(Place.HEADER), needs);
        assertEquals("NOT_GRANTED", outcome(decision, needs));
        assertEquals(
                "The token and the application name different users.",
                failure(decision).getMessage());
    }

    @Test
    void earlierOfBothEndsCounts() {
        List<Need> needs = List.of(new Need(Right.TAKE, "jobs"));
        answer = grants("42", "jobs");
        CompletableFuture<Access> decision = withBoth.decide(credentials(Place.HEADER), needs);
        assertEquals(Optional.of(END.minusSeconds(1)), decision.join().expires());
    }

    @Test
    void missingTokenIsTold() {
        assertEquals(
                "Only clients with a grant may take from the queue \"inbox:42\". The request has no token: no"
                        + " header Authorization with Bearer, no parameter token, and no cookie for it.",
                failure(withTokens.decide(credentials(Place.NONE), INBOX)).getMessage());
    }

    @Test
    void refusalsGiveTheReasonOfEmptyTemplates() {
        verification = CompletableFuture.completedFuture(new Claims(Map.of("sub", "4*2"), END));
        String reason = " The template \"inbox:{sub}\" gives nothing: the claim \"sub\" has the character *.";
        assertEquals(
                "The user \"4*2\" has no grant to take from the queue \"inbox:42\"." + reason,
                failure(withTokens.decide(credentials(Place.HEADER), INBOX)).getMessage());
        assertEquals(
                "The application refuses." + reason,
                failure(withBoth.decide(credentials(Place.HEADER), INBOX)).getMessage());
    }

    @Test
    void failuresComeOutUnwrapped() {
        assertInstanceOf(AccessException.class, failure(withBoth.decide(credentials(Place.NONE), INBOX)));
        IllegalStateException broken = new IllegalStateException("broken");
        verification = CompletableFuture.failedFuture(broken);
        assertSame(broken, failure(withTokens.decide(credentials(Place.HEADER), INBOX)));
        assertSame(broken, failure(withTokens.decide(credentials(Place.COOKIE), NEWS)));
        answer = CompletableFuture.failedFuture(broken);
        assertSame(broken, failure(withBoth.decide(credentials(Place.NONE), INBOX)));
    }

    @Test
    void decisionWaitsWithoutAThread() {
        verification = new CompletableFuture<>();
        answer = new CompletableFuture<>();
        List<Need> needs = List.of(new Need(Right.TAKE, "jobs"));
        CompletableFuture<Access> decision = withBoth.decide(credentials(Place.PARAMETER), needs);
        assertEquals(List.of(), asked);
        verification.complete(new Claims(Map.of("sub", "42"), END));
        assertEquals(List.of(needs), asked);
        assertFalse(decision.isDone());
        answer.complete(grants("42", "jobs").join());
        assertTrue(decision.isDone());
        assertEquals("granted to 42", outcome(decision, needs));
    }

    private static CompletableFuture<Access> grants(String user, String queue) {
        return CompletableFuture.completedFuture(new Access(
                Optional.of(user),
                new Grants(Map.of(Right.TAKE, List.of(queue))),
                Optional.of(END.minusSeconds(1)),
                List.of()));
    }
}
