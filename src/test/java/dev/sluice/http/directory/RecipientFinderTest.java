package dev.sluice.http.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.access.Access;
import dev.sluice.access.Grants;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.http.answer.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RecipientFinderTest {
    private final FakeStreams streams = new FakeStreams();
    private final RecipientFinder finder = new RecipientFinder(streams, false);
    /** What the client's access was asked for, in order. */
    private final List<List<Need>> asked = new ArrayList<>();

    RecipientFinderTest() {
        streams.open("ann1", "ann");
        streams.open("bob1", "bob");
        streams.open("anonymous", null);
    }

    private static DirectTargets targets(Set<String> connections, String... users) {
        return new DirectTargets(connections, Set.of(users));
    }

    private CompletableFuture<Access> grant(List<Need> needs, String... send) {
        asked.add(needs);
        Grants grants = new Grants(Map.of(Right.SEND, List.of(send)));
        return CompletableFuture.completedFuture(new Access(Optional.of("eve"), grants, Optional.empty(), List.of()));
    }

    private Recipients ofClient(DirectTargets targets, String... send) {
        return finder.ofClient(needs -> grant(needs, send), targets).join();
    }

    private String refusal(DirectTargets targets, String... send) {
        Throwable failure = assertThrows(CompletionException.class, () -> ofClient(targets, send))
                .getCause();
        return assertInstanceOf(RefusedException.class, failure).problem().detail();
    }

    @Test
    void operatorsSendToAllWithoutALookup() {
        assertEquals(
                new Recipients(Set.of("deadnode", "gone"), Set.of(), true),
                finder.ofOperator(targets(Set.of("deadnode", "gone"))).join());
    }

    @Test
    void aStreamOfTwoTargetsBelongsToOne() {
        assertEquals(
                new Recipients(Set.of("bob1", "anonymous"), Set.of("ann"), true),
                finder.ofOperator(targets(Set.of("ann1", "bob1", "anonymous"), "ann"))
                        .join());
        assertEquals(new Recipients(Set.of(), Set.of("ann"), true), ofClient(targets(Set.of("ann1"), "ann"), "ann"));
    }

    @Test
    void connectionsWithoutAGrantLookGone() {
        assertEquals(ofClient(targets(Set.of("gone")), "ann"), ofClient(targets(Set.of("bob1")), "ann"));
        assertEquals(new Recipients(Set.of(), Set.of(), true), ofClient(targets(Set.of("anonymous")), "*"));
        assertEquals(new Recipients(Set.of("ann1"), Set.of(), true), ofClient(targets(Set.of("ann1", "bob1")), "ann"));
    }

    @Test
    void aUserWithoutAGrantRefusesTheRequest() {
        assertEquals("The user \"eve\" has no grant to send to the user \"bob\".", refusal(targets(Set.of(), "bob")));
        assertEquals(
                "The user \"eve\" has no grant to send to the user \"bob\".",
                refusal(targets(Set.of("ann1"), "bob"), "ann"));
    }

    @Test
    void whoMaySendToNobodyAsksNoNode() {
        assertEquals("The client has no grant to send to anybody.", refusal(targets(Set.of("ann1"))));
        assertEquals(List.of(List.of()), asked);
    }

    @Test
    void anApplicationMayGrantTheConnectionsUser() {
        RecipientFinder asking = new RecipientFinder(streams, true);
        Recipients found = asking.ofClient(
                        needs -> needs.isEmpty() ? grant(needs) : grant(needs, "ann"), targets(Set.of("ann1")))
                .join();
        assertEquals(new Recipients(Set.of("ann1"), Set.of(), true), found);
        assertEquals(List.of(List.of(), List.of(new Need(Right.SEND, "ann"))), asked);
    }

    @Test
    void aSilentNodeIsTold() {
        assertEquals(
                new Recipients(Set.of("ann1"), Set.of(), false), ofClient(targets(Set.of("deadnode", "ann1")), "ann"));
    }
}
