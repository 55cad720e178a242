package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.TopicEventReader;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.PageRequest.Range;
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

/**
 * A reader of stream topics from the store: of new events into their logs, and of older ones for the cursors behind a
 * log.
 */
final class TopicReader {
    // The bounds of one step, if memory allows that much.
    private static final int MAX_TOPICS_PER_STEP = 50;
    private static final int MAX_PAGES_PER_STEP = 16;
    private static final int EVENTS = 1_000;
    private static final long BYTES = 256 << 10;
    /** The size of a page: one write, since a slow subscriber keeps a page until it has left. */
    private static final long PAGE_BYTES = 64 << 10;
    /** The newest events that a cursor begins with: as many as a page of history has. */
    private static final long NEWEST_BYTES = 1 << 20;
    /** The bytes that a log begins with: enough for all browsers that come back at once from another node. */
    private static final long FIRST_BYTES = 64 << 10;

    private final TopicSource source;
    private final LogMemory memory;
    private final TopicObserver observer;
    private final TopicEventReader events;
    private final int topicsPerStep;
    private final int pagesPerStep;
    /** The bytes of events after which a step encodes no more: lines of a few characters grow to many times that. */
    private final long encodedPerStep;

    /** @param memory the memory of the logs */
    TopicReader(TopicSource source, LogMemory memory, TopicSettings settings, TopicObserver observer) {
        this.source = source;
        this.memory = memory;
        this.observer = observer;
        this.events = new TopicEventReader(settings.maxMessageBytes());
        this.topicsPerStep = fitting(settings, BYTES, MAX_TOPICS_PER_STEP);
        this.pagesPerStep = fitting(settings, NEWEST_BYTES, MAX_PAGES_PER_STEP);
        this.encodedPerStep = settings.stepBytes();
    }

    /** Returns the number of pages, each with one event beyond these bytes, that a step may read. */
    private static int fitting(TopicSettings settings, long bytes, int most) {
        return (int) Math.max(1, Math.min(most, settings.stepBytes() / (bytes + settings.maxMessageBytes())));
    }

    /**
     * Reads what is new in some of the topics.
     *
     * @return the topics that were read
     */
    List<StreamTopic> readNew(Collection<StreamTopic> topics) {
        List<StreamTopic> asked = topics.stream().limit(topicsPerStep).toList();
        if (asked.isEmpty()) {
            return asked;
        }
        List<TopicAnswer> answers =
                source.read(asked.stream().map(topic -> newest(topic.stream())).toList());
        long encoded = 0;
        int read = 0;
        for (; read < asked.size() && encoded <= encodedPerStep; read++) {
            StreamLog stream = asked.get(read).stream();
            Optional<TopicPage> page = accept(stream, answers.get(read));
            if (page.isPresent()) {
                encoded += append(stream, page.get());
            } else {
                stream.setRefused();
            }
        }
        return asked.subList(0, read);
    }

    private static PageRequest newest(StreamLog stream) {
        return stream.log() == null
                ? new PageRequest(stream.topic(), new Range.Newest(), EVENTS, FIRST_BYTES)
                : new PageRequest(stream.topic(), new Range.After(stream.log().last()), EVENTS, BYTES);
    }

    /** Returns the page of an answer, if there is one, and reports if the store's refusal has begun or ended. */
    private Optional<TopicPage> accept(StreamLog stream, TopicAnswer answer) {
        if (answer instanceof TopicPage page) {
            if (stream.setRefusal(null)) {
                observer.recovered(stream.topic());
            }
            return Optional.of(page);
        }
        if (answer instanceof TopicAnswer.Refused refused && stream.setRefusal(refused.refusal())) {
            observer.refused(stream.topic(), refused.refusal());
        }
        return Optional.empty();
    }

    /** Returns the bytes of the events that were added. */
    private long append(StreamLog stream, TopicPage page) {
        TopicLog log = stream.log();
        if (log == null) {
            return begin(stream, page);
        }
        if (wasRemovedAsIdle(stream, page)) {
            keepPlace(stream);
            return 0;
        }
        if (page.isBehind(log.last()) || page.hasGapAfter(log.last())) {
            restart(stream, page);
            return 0;
        }
        return extend(stream, page);
    }

    /** Begins the log of a topic that has none, with the newest events. */
    private long begin(StreamLog stream, TopicPage page) {
        stream.setLog(TopicLog.ofNewest(memory, page));
        long encoded = append(stream.topic(), stream.log(), page.events());
        readToEnd(stream, page);
        return encoded;
    }

    /** Returns true if the stream is gone because it was idle. One that a program deleted may have had unread events. */
    private boolean wasRemovedAsIdle(StreamLog stream, TopicPage page) {
        StreamId last = stream.log().last();
        return page.isOfNoStream()
                && !last.equals(StreamId.ZERO)
                && !stream.mayHaveMissedSignals()
                && source.wasIdle(stream.topic(), last);
    }

    /** Keeps the place of subscribers that have all events until a new stream begins. Others are told of a gap. */
    private void keepPlace(StreamLog stream) {
        if (!stream.log().isOfRemovedStream()) {
            stream.setLog(TopicLog.ofRemovedStream(memory, stream.log().last()));
        }
        stream.setCurrent();
    }

    /** Begins a new log, since the stream is new or unread events are gone. Each subscriber is told of its own gap. */
    private void restart(StreamLog stream, TopicPage page) {
        stream.setLog(new TopicLog(memory, page.last(), page.last()));
        stream.log().setTopicEnded(page.ended());
    }

    /** Adds the events behind the last one of the log. */
    private long extend(StreamLog stream, TopicPage page) {
        if (page.mayLackItsBeginning() && stream.log().last().equals(StreamId.ZERO)) {
            stream.setLog(new TopicLog(memory, page.first().orElse(page.last()), StreamId.ZERO));
        }
        long encoded = append(stream.topic(), stream.log(), page.events());
        if (!page.more()) {
            readToEnd(stream, page);
        }
        return encoded;
    }

    private static void readToEnd(StreamLog stream, TopicPage page) {
        stream.log().readTo(page.last()); // the last event may be gone
        stream.log().setTopicEnded(page.ended());
        stream.setCurrent();
    }

    private long append(String topic, TopicLog log, List<TopicEvent> page) {
        long encoded = 0;
        for (TopicEvent event : page) {
            EncodedEvent bytes = encode(topic, event);
            if (bytes == null) {
                log.readTo(event.id());
            } else {
                encoded += bytes.bytes().remaining();
                log.append(bytes);
            }
        }
        return encoded;
    }

    /** Returns the event for browsers; null if there is none. */
    private EncodedEvent encode(String topic, TopicEvent event) {
        try {
            return events.encode(event);
        } catch (MalformedMessageException e) {
            observer.skipped(topic, event.id(), e.getMessage());
            return event.end() ? EncodedEvent.endAlone(event.id()) : null;
        }
    }

    /**
     * Reads pages for some of the cursors that are behind their log or begin with more events than it has. Cursors at
     * the same place share a page.
     *
     * @return the cursors whose requests were handled; each is on its page now, unless the store gave none
     */
    List<StreamCursor> readFor(Collection<StreamCursor> behind) {
        Map<PageRequest, List<StreamCursor>> cursors = new LinkedHashMap<>();
        for (StreamCursor cursor : behind) {
            PageRequest request = lacking(cursor);
            if (cursors.containsKey(request) || cursors.size() < pagesPerStep) {
                cursors.computeIfAbsent(request, r -> new ArrayList<>()).add(cursor);
            }
        }
        List<PageRequest> requests = List.copyOf(cursors.keySet());
        List<TopicAnswer> answers = source.read(requests);
        List<StreamCursor> readFor = new ArrayList<>();
        long encoded = 0;
        for (int i = 0; i < requests.size() && encoded <= encodedPerStep; i++) {
            PageRequest request = requests.get(i);
            List<StreamCursor> sharing = cursors.get(request);
            encoded += accept(sharing.get(0).stream(), answers.get(i))
                    .map(page -> turn(sharing, request, page))
                    .orElse(0);
            readFor.addAll(sharing);
        }
        return readFor;
    }

    private static PageRequest lacking(StreamCursor cursor) {
        String topic = cursor.stream().topic();
        return cursor.position() instanceof Position.Unplaced unplaced
                ? new PageRequest(topic, new Range.Newest(), unplaced.start().last(), NEWEST_BYTES)
                : new PageRequest(topic, new Range.After(cursor.place()), EVENTS, PAGE_BYTES);
    }

    /** Returns the bytes of the page. */
    private int turn(List<StreamCursor> cursors, PageRequest request, TopicPage page) {
        ReadPage read = new ReadPage(page.upTo(PAGE_BYTES), request.range().after());
        read.gap().ifPresent(to -> observer.gap(request.topic(), read.begin(), to, cursors.size()));
        LogChunk chunk = read.encode(request.topic(), events);
        Position.OnPage position = new Position.OnPage(chunk, memory, read.end(), page.last());
        cursors.forEach(cursor -> cursor.turnTo(position, read.begin()));
        return chunk.capacity();
    }
}
