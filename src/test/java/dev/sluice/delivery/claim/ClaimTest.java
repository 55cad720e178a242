package dev.sluice.delivery.claim;

import static dev.sluice.delivery.claim.ClaimState.BURIED;
import static dev.sluice.delivery.claim.ClaimState.CLAIMED;
import static dev.sluice.delivery.claim.ClaimState.GONE;
import static dev.sluice.delivery.claim.ClaimState.RETURNED;
import static dev.sluice.delivery.claim.ClaimState.SETTLED;
import static dev.sluice.delivery.claim.ClaimState.UNCONFIRMED;
import static dev.sluice.delivery.claim.ClaimState.WRITTEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.store.queue.DeliveryCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The states of a claim, and who hears that it has ended. */
class ClaimTest {
    private static final Map<ClaimState, Set<ClaimState>> NEXT = Map.of(
            CLAIMED, EnumSet.of(WRITTEN, UNCONFIRMED, RETURNED, BURIED, GONE),
            WRITTEN, EnumSet.of(SETTLED, RETURNED, BURIED, GONE),
            UNCONFIRMED, EnumSet.of(SETTLED, RETURNED, BURIED, GONE),
            SETTLED, EnumSet.of(GONE),
            RETURNED, EnumSet.of(GONE),
            BURIED, EnumSet.of(GONE),
            GONE, EnumSet.noneOf(ClaimState.class));

    private final List<String> heard = new ArrayList<>();

    private Claim claim(AckMode mode, int before) {
        QueuePolicy policy = new QueuePolicy(
                mode, 10, Duration.ofSeconds(30), 3, 2, MessageFormat.TEXT, QueueEnd.RIGHT, Optional.empty());
        Claim claim =
                new Claim(policy, 1, new DeliveryCount(before, 0), 0, ended -> heard.add("source " + ended.state()));
        claim.dealTo(ended -> heard.add("holder " + ended.state()));
        return claim;
    }

    private Claim inState(ClaimState state) {
        Claim claim = claim(AckMode.SENT, 0);
        if (state == SETTLED) {
            claim.move(WRITTEN);
        }
        if (state != CLAIMED) {
            claim.move(state);
        }
        return claim;
    }

    static Stream<Arguments> pairs() {
        return Stream.of(ClaimState.values())
                .flatMap(from -> Stream.of(ClaimState.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void movesAsDrawnAndNoOtherWay(ClaimState from, ClaimState to) {
        Claim claim = inState(from);
        if (NEXT.get(from).contains(to)) {
            claim.move(to);
            assertEquals(to, claim.state());
        } else {
            assertThrows(IllegalStateException.class, () -> claim.move(to));
            assertEquals(from, claim.state());
        }
    }

    @Test
    void tellsOnceThatItHasEnded() {
        Claim claim = claim(AckMode.SENT, 0);
        claim.written(1, 0);
        assertEquals(List.of(), heard);
        claim.move(SETTLED);
        claim.move(GONE);
        assertEquals(List.of("source SETTLED", "holder SETTLED"), heard);
    }

    @Test
    void tellsThatItIsLost() {
        claim(AckMode.SENT, 0).move(GONE);
        assertEquals(List.of("source GONE", "holder GONE"), heard);
    }

    @Test
    void awaitsConfirmationInModeClientOnly() {
        Claim client = claim(AckMode.CLIENT, 0);
        client.written(7, 0);
        assertEquals(UNCONFIRMED, client.state());
        assertEquals(7, client.eventNumber());
        Claim sent = claim(AckMode.SENT, 0);
        sent.written(8, 0);
        assertEquals(WRITTEN, sent.state());
    }

    @Test
    void isBuriedWhenOfferedOftenEnough() {
        Claim second = claim(AckMode.CLIENT, 1);
        second.written(1, 0);
        second.expire();
        assertEquals(RETURNED, second.state());
        Claim third = claim(AckMode.CLIENT, 2);
        third.written(1, 0);
        third.expire();
        assertEquals(BURIED, third.state());
        assertEquals("was delivered 3 times and never confirmed", third.reason());
    }

    @Test
    void doesNotCountRecalledDeliveries() {
        Claim claim = claim(AckMode.CLIENT, 1);
        claim.written(1, 0);
        assertEquals(2, claim.count(0).times());
        claim.recall();
        assertEquals(1, claim.count(0).times());
    }
}
