package dev.sluice.delivery.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.EventFields;
import dev.sluice.store.MessageId;
import dev.sluice.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelPositionsTest {
    private static final String TOKEN = "abcdefgh0123456789ABCDEF";

    /** Every combination: with queues or without, of a message or not, and each number of topics, known or not. */
    static List<ChannelPositions> everyCombination() {
        List<ChannelPositions> all = new ArrayList<>();
        for (int topics = 0; topics <= ChannelPositions.MAX_TOPICS; topics++) {
            for (int known = 0; known < 1 << topics; known++) {
                List<Optional<StreamId>> places = places(topics, known);
                for (long number : new long[] {0, 1, 9, 999_999_999_999_999_999L}) {
                    Optional<MessageId> message = Optional.of(new MessageId(TOKEN, number));
                    all.add(new ChannelPositions(message, true, places));
                    all.add(new ChannelPositions(message, false, places));
                }
                if (topics > 0) {
                    all.add(new ChannelPositions(Optional.empty(), false, places));
                }
            }
        }
        return all;
    }

    private static List<Optional<StreamId>> places(int topics, int known) {
        List<Optional<StreamId>> places = new ArrayList<>();
        for (int i = 0; i < topics; i++) {
            places.add((known >> i & 1) == 0 ? Optional.empty() : Optional.of(new StreamId(i == 0 ? 0 : i, i)));
        }
        return places;
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void whatIsWrittenIsReadAgain(ChannelPositions positions) {
        String id = positions.toString();
        assertTrue(EventFields.isId(id), id);
        assertEquals(Optional.of(positions), ChannelPositions.parse(id));
    }

    /** As a connection makes its ids, event by event. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void idsAreReadAsTheyWereMade(int topics) {
        EventIds ids = new EventIds(TOKEN, true, topics);
        for (int number = 1; number <= 12; number++) {
            ChannelPositions ofMessage =
                    ChannelPositions.parse(ids.nextOfQueue()).orElseThrow();
            assertEquals(Optional.of(new MessageId(TOKEN, number)), ofMessage.message());
            if (topics > 0) {
                ids.moveTo(number % topics, new StreamId(1_795_894_880_960L, number));
                ChannelPositions ofTopic = ChannelPositions.parse(ids.current()).orElseThrow();
                assertEquals(Optional.empty(), ofTopic.message(), "an event of a topic confirms no message");
                assertEquals(ofMessage.lastMessage(), ofTopic.lastMessage());
                assertEquals(
                        Optional.of(new StreamId(1_795_894_880_960L, number)),
                        ofTopic.placesIn(topics).get(number % topics));
            }
        }
    }

    @Test
    void onlyTopicHasTheStreamsIds() {
        EventIds ids = new EventIds(TOKEN, false, 1);
        ids.moveTo(0, new StreamId(1_795_894_880_960L, 7));
        assertEquals("1795894880960-7", ids.current());
        assertEquals(
                Optional.empty(),
                ChannelPositions.parse("1795894880960-7").orElseThrow().message());
    }

    @Test
    void placesOfOtherChannelsSayNothing() {
        ChannelPositions two = ChannelPositions.parse(TOKEN + "-1_1-0_2-0").orElseThrow();
        assertEquals(2, two.placesIn(2).size());
        assertEquals(List.of(), two.placesIn(1));
        assertEquals(List.of(), two.placesIn(3));
    }

    static Stream<String> whatIsNoId() {
        return Stream.of(
                "",
                "a",
                "-1",
                ".1",
                "a-",
                "a-b",
                "a--1",
                "a-1-2",
                "a-1.2",
                "a.1-2",
                "a-+1",
                "a-1_",
                "a-1_y",
                "a-1__1-0",
                "a-1_1",
                "_",
                "a-1 ",
                "b\u00e4d-1",
                "a-1234567890123456789",
                "a-1_99999999999999999999-0",
                "a".repeat(65) + "-1",
                "a-1" + "_1-0".repeat(32));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsNoId(String text) {
        assertEquals(Optional.empty(), ChannelPositions.parse(text));
    }
}
