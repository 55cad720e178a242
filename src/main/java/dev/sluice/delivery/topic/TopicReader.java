package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.TopicEventReader;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicAnswer;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import dev.sluice.store.topic.TopicSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads stream topics from the store: new events into their logs, and what is behind a log for those who lack it. */
final class TopicReader {
    // They bound what one step reads, if there is memory for so much.
    private static final int MAX_TOPICS_PER_STEP = 50;
    private static final int MAX_PAGES_PER_STEP = 16;
    private static final int EVENTS = 1_000;
    private static final long BYTES = 256 << 10;
    /** One write's: somebody who is slow keeps a page until it has left. */
    private static final long PAGE_BYTES = 64 << 10;
    /** Of the newest events that somebody wants to begin with; that is what a page of history has. */
    private static final long NEWEST_BYTES = 1 << 20;
    /** Of the past a log begins with; enough for all who come back at once from another node. */
    private static final long FIRST_BYTES = 64 << 10;

    /** Who stands at one place of a topic, or wants so many of its newest events, needs the same page. */
    private record Want(ServedTopic topic, StreamId after, int last) {}

    private final TopicSource source;
    private final LogMemory memory;
    private final TopicObserver observer;
    private final TopicEventReader events;
    private final int topicsPerStep;
    private final int pagesPerStep;

    /** @param memory of the logs */
    TopicReader(TopicSource source, LogMemory memory, TopicSettings settings, TopicObserver observer) {
        this.source = source;
        this.memory = memory;
        this.observer = observer;
        this.events = new TopicEventReader(settings.maxMessageBytes());
        this.topicsPerStep = fitting(settings, BYTES, MAX_TOPICS_PER_STEP);
        this.pagesPerStep = fitting(settings, NEWEST_BYTES, MAX_PAGES_PER_STEP);
    }

    /** How many pages of so many bytes and one more event each a step may read. */
    private static int fitting(TopicSettings settings, long bytes, int most) {
        return (int) Math.max(1, Math.min(most, settings.stepBytes() / (bytes + settings.maxMessageBytes())));
    }

    /**
     * Reads what is new in some of the topics that are suspected.
     *
     * @return those that were read
     */
    List<ServedTopic> readNew(Collection<ServedTopic> topics) {
        List<ServedTopic> asked = topics.stream().limit(topicsPerStep).toList();
        if (asked.isEmpty()) {
            return asked;
        }
        List<TopicAnswer> answers =
                source.read(asked.stream().map(TopicReader::newest).toList());
        for (int i = 0; i < asked.size(); i++) {
            ServedTopic topic = asked.get(i);
            page(topic, answers.get(i)).ifPresentOrElse(page -> take(topic, page), topic::refuse);
        }
        return asked;
    }

    private static PageRequest newest(ServedTopic topic) {
        return topic.log() == null
                ? new PageRequest(topic.name(), null, EVENTS, FIRST_BYTES)
                : new PageRequest(topic.name(), topic.log().last(), EVENTS, BYTES);
    }

    /** Tells where the store would not read it, and where it does again. */
    private Optional<TopicPage> page(ServedTopic topic, TopicAnswer answer) {
        if (answer instanceof TopicPage page) {
            if (topic.setRefusal(null)) {
                observer.readable(topic.name());
            }
            return Optional.of(page);
        }
        if (answer instanceof TopicAnswer.Refused refused && topic.setRefusal(refused.refusal())) {
            observer.refused(topic.name(), refused.refusal());
        }
        return Optional.empty();
    }

    private void take(ServedTopic topic, TopicPage page) {
        if (topic.log() == null) {
            begin(topic, page);
        } else if (page.isBehind(topic.log().last())
                || page.hasGapAfter(topic.log().last())) {
            // It was trimmed, emptied or made anew behind the reader's back: everybody is told of his own gap.
            topic.setLog(new TopicLog(memory, page.last(), page.last()));
        } else {
            if (page.mayLackItsBeginning() && topic.log().last().equals(StreamId.ZERO)) {
                topic.setLog(new TopicLog(memory, page.first().orElse(page.last()), StreamId.ZERO));
            }
            append(topic.name(), topic.log(), page.events());
            if (!page.more()) {
                topic.log().readTo(page.last()); // what stood there last may be gone
                topic.rest();
            }
        }
    }

    private void begin(ServedTopic topic, TopicPage page) {
        TopicLog log = new TopicLog(memory, floor(page), page.last());
        append(topic.name(), log, page.events());
        log.readTo(page.last());
        topic.setLog(log); // once it is whole, since cursors find their places in it
        topic.rest();
    }

    /** The place behind which everything is in the page of the newest events. */
    private static StreamId floor(TopicPage page) {
        StreamId first =
                page.events().isEmpty() ? page.last() : page.events().get(0).id();
        return page.more()
                ? first
                : page.deleted().filter(id -> id.isBefore(first)).orElse(first);
    }

    private void append(String topic, TopicLog log, List<TopicEvent> page) {
        for (TopicEvent event : page) {
            try {
                log.append(EncodedEvent.withId(event.id(), events.read(event)));
            } catch (MalformedMessageException e) {
                observer.skipped(topic, event.id(), e.getMessage());
                log.readTo(event.id());
            }
        }
    }

    /**
     * Reads for some of those who are behind the log of their topic, or want more of the newest events than it has. Those at
     * the same place share a page.
     *
     * @return the cursors that it was read for; where the store would not, they have nothing to write
     */
    List<TopicCursor> readFor(Collection<TopicCursor> behind) {
        Map<Want, List<TopicCursor>> wants = new LinkedHashMap<>();
        for (TopicCursor cursor : behind) {
            Want want = new Want(
                    cursor.topic(),
                    cursor.place(),
                    cursor.isPlaced() ? 0 : cursor.start().last());
            if (wants.containsKey(want) || wants.size() < pagesPerStep) {
                wants.computeIfAbsent(want, w -> new ArrayList<>()).add(cursor);
            }
        }
        List<Want> asked = List.copyOf(wants.keySet());
        List<TopicAnswer> answers =
                source.read(asked.stream().map(TopicReader::lacking).toList());
        List<TopicCursor> readFor = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Want want = asked.get(i);
            List<TopicCursor> cursors = wants.get(want);
            page(want.topic(), answers.get(i)).ifPresent(page -> turn(want, page, cursors));
            readFor.addAll(cursors);
        }
        return readFor;
    }

    private static PageRequest lacking(Want want) {
        return want.after() == null
                ? new PageRequest(want.topic().name(), null, want.last(), NEWEST_BYTES)
                : new PageRequest(want.topic().name(), want.after(), EVENTS, PAGE_BYTES);
    }

    private void turn(Want want, TopicPage page, List<TopicCursor> cursors) {
        ReadPage read = new ReadPage(page.upTo(PAGE_BYTES), want.after());
        read.gap().ifPresent(to -> observer.gap(want.topic().name(), want.after(), to, cursors.size()));
        LogChunk chunk = read.encode(want.topic().name(), events);
        for (TopicCursor cursor : cursors) {
            cursor.turnTo(chunk, memory, read.begin(), read.end(), page.last());
        }
    }
}
