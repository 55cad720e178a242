package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one browser has had of one topic, over all its connections: each entry once and in order, but for those that it
 * was told are gone. Fails with the first thing that is wrong.
 */
final class TopicAccount {
    private record Told(StreamId from, StreamId to) {
        private boolean covers(StreamId id) {
            return from.isBefore(id) && id.isBefore(to);
        }
    }

    private final StreamRecord stream;
    private final Optional<StreamId> after;
    private final int newest;
    /** Whether the store says exactly what is gone. */
    private final boolean exact;
    /** Whether its nodes know of every event at once. */
    private final boolean prompt;

    private final List<Told> told = new ArrayList<>();
    /** The life of the last event; what follows may be of a later one. */
    private int life;
    /** All before it was had, or told to be gone; null until it is told where the browser begins. */
    private StreamId place;
    /** What the id of an event must say. */
    private StreamId said;

    private StreamId lastAtSubscription;
    /** Whether it wanted to begin where the stream had not been yet. */
    private boolean ofTheFuture;

    /** Whether its nodes can read at any time, and it has had the same connection since it was told where it begins. */
    private boolean steady;

    private int gaps;
    private int ends;
    /** Whether this stream has passed an entry that ends the topic. */
    private boolean atEnd;
    /** Whether this stream was told that the topic has ended. */
    private boolean ended;

    /**
     * @param after where the browser wants to begin, and {@code newest} where that is not given
     * @param calm whether the store answers always
     */
    TopicAccount(
            StreamRecord stream, Optional<StreamId> after, int newest, boolean exact, boolean prompt, boolean calm) {
        this.stream = stream;
        this.after = after;
        this.newest = newest;
        this.exact = exact;
        this.prompt = prompt;
        this.steady = calm;
    }

    StreamRecord stream() {
        return stream;
    }

    int gaps() {
        return gaps;
    }

    /** How often the topic has ended. */
    int ends() {
        return ends;
    }

    /** What the address says. */
    TopicStart start() {
        return new TopicStart(stream.topic(), after, newest);
    }

    /** It comes for the first time, or has not been told where it begins. */
    void begin() {
        assertEquals(null, place, "it comes as for the first time, though it was told where it stands");
        lastAtSubscription = stream.last();
        life = after.isPresent() || newest > 0 ? 0 : stream.life(); // what a node still knows is old
        connected();
    }

    private void connected() {
        atEnd = false;
        ended = false;
        ofTheFuture |= after.isPresent() && stream.last().isBefore(after.get());
    }

    /** It comes back with this place. */
    void resume(StreamId from) {
        assertEquals(said, from, "the last id");
        steady = false;
        connected();
        place = from; // also where it was told that the stream began anew: then it is told again
    }

    /** Any event says where the topic stands; empty where that is not known yet. */
    void says(Optional<StreamId> at) {
        if (place == null && at.isPresent()) {
            beginAt(at.get());
        }
        // Where the stream began anew, an end that is no event may be the first of it.
        boolean anew = place != null
                && place.equals(StreamId.ZERO)
                && !Optional.of(said).equals(at);
        if (at.isPresent() && (said.isBefore(at.get()) || anew)) {
            passOver(at.get());
        }
        assertEquals(Optional.ofNullable(said), at, "an id");
    }

    /** There was nothing that it need have. */
    private void passOver(StreamId to) {
        assertFalse(atEnd || ended, "nothing follows the end in the same stream");
        requireNothingBetween(place, to);
        atEnd = stream.behind(life, place).stream()
                .anyMatch(entry -> entry.isEnd() && !entry.isGone() && !to.isBefore(entry.id()));
        said = to;
        place = to;
    }

    private void requireNothingBetween(StreamId from, StreamId to) {
        // Of a life that is over, nothing need come.
        List<StreamRecord.Entry> behind = life == stream.life() ? stream.behind(life, from) : List.of();
        for (StreamRecord.Entry entry : behind) {
            assertTrue(to.isBefore(entry.id()) || isExcused(entry), () -> entry + " is missing before " + to);
        }
    }

    private void beginAt(StreamId at) {
        place = after.orElse(at);
        said = place;
        if (after.isEmpty() && prompt && stream.life() == 0) {
            long before = stream.behind(life, at).stream()
                    .filter(entry -> !entry.isExcused() && !lastAtSubscription.isBefore(entry.id()))
                    .count();
            assertTrue(before <= newest, "it wants " + newest + " old entries and gets " + before);
            List<StreamRecord.Entry> there = stream.behind(life, StreamId.ZERO).stream()
                    .filter(entry -> !entry.isGone() || entry.isExcused())
                    .toList();
            for (StreamRecord.Entry entry : there.subList(Math.max(0, there.size() - newest), there.size())) {
                assertTrue(entry.isExcused() || at.isBefore(entry.id()), () -> "one of the newest: " + entry);
            }
        }
    }

    void received(StreamRecord.Entry entry, StreamId id) {
        assertEquals(entry.id(), id, "the id of an event");
        assertFalse(atEnd || ended, () -> "behind the end: " + entry);
        atEnd = entry.isEnd();
        assertTrue(place.isBefore(entry.id()), () -> "twice or out of order: " + entry + " at " + place);
        assertTrue(
                entry.life() >= life || place.equals(StreamId.ZERO) || mayBeContinued(entry),
                () -> "of a life that is over: " + entry + " of " + stream.topic() + " at " + place);
        for (StreamRecord.Entry missing : stream.behind(entry.life(), place)) {
            if (missing.id().isBefore(entry.id())) {
                assertTrue(isExcused(missing), () -> missing + " is missing before " + entry);
            }
        }
        life = entry.life();
        place = entry.id();
        said = place;
    }

    /**
     * A node that did not see a life with earlier ids takes the next one for a continuation of the one before. (A node that
     * did not see the end of a life still knows what is behind 0-0.)
     */
    private boolean mayBeContinued(StreamRecord.Entry entry) {
        return stream.life() > life && stream.behind(life, entry.id()).isEmpty();
    }

    /** Behind a place of 0-0 is whatever there is. */
    private boolean isExcused(StreamRecord.Entry entry) {
        return entry.isExcused()
                || told.stream().anyMatch(gap -> gap.covers(entry.id()))
                || place.equals(StreamId.ZERO) && entry.isGone();
    }

    /** Told that the topic has ended: all up to an entry that ends it was had, and nothing behind that one was missed. */
    void ended() {
        ends++;
        assertFalse(ended, "told of the end twice");
        ended = true;
        // Of the life of the last event, or of a later one that had nothing for browsers but its end.
        boolean mayEnd = IntStream.rangeClosed(life, stream.life()).anyMatch(this::hasPassedEnd);
        assertTrue(mayEnd, () -> "no end at " + place + " of " + stream.topic());
    }

    private boolean hasPassedEnd(int ofLife) {
        boolean passed = false;
        for (StreamRecord.Entry entry : stream.entries()) {
            if (entry.life() == ofLife && !place.isBefore(entry.id())) {
                passed = entry.isEnd() || passed && (entry.isExcused() || entry.isGone());
            }
        }
        return passed;
    }

    void gap(StreamId from, StreamId to) {
        gaps++;
        assertFalse(atEnd || ended, "a gap behind the end");
        if (place.isBefore(from)) {
            requireNothingBetween(place, from);
        } else {
            assertEquals(place, from, "a gap begins where the browser stands");
        }
        if (to.isBefore(from)) {
            assertTrue(stream.life() > life || ofTheFuture, "the stream began anew");
            assertFalse(steady && !ofTheFuture && lostNothing(), "it has all of the stream that has ended");
            place = StreamId.ZERO;
            told.add(new Told(StreamId.ZERO, to));
            return;
        }
        Told gap = new Told(from, to);
        List<StreamRecord.Entry> covered = stream.entries().stream()
                .filter(entry -> gap.covers(entry.id()))
                .toList();
        covered.forEach(entry -> assertTrue(entry.isGone() || entry.life() > life, () -> "told to be gone: " + entry));
        assertFalse(exact && covered.isEmpty(), "nothing is gone");
        told.add(gap);
    }

    /** Whether it has all of the lives that were idle and are over, and the next one has later ids. */
    private boolean lostNothing() {
        return prompt
                && stream.wasIdle()
                && life < stream.life()
                && IntStream.range(life, stream.life())
                        .allMatch(over -> stream.behind(over, place).isEmpty())
                && (stream.last().equals(StreamId.ZERO) || place.isBefore(stream.last()));
    }

    /** Everything has come to rest: it has all there is. */
    void checkComplete() {
        assertTrue(place != null, "it was told where it begins");
        assertTrue(ended || !atEnd, "it was not told of the end that it has passed");
        if (ended) {
            return;
        }
        assertFalse(stream.isEnded(), "it was not told of the end");
        for (StreamRecord.Entry entry : stream.behind(stream.life(), place)) {
            assertTrue(isExcused(entry), () -> "never came: " + entry + " of " + stream.topic());
        }
    }
}
