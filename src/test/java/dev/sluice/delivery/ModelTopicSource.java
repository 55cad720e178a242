package dev.sluice.delivery;

import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicAnswer;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import dev.sluice.store.topic.TopicSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Streams in memory. */
final class ModelTopicSource implements TopicSource {
    private static final class Stream {
        private final List<TopicEvent> events = new ArrayList<>();
        private StreamId last = StreamId.ZERO;
        private StreamId deleted = StreamId.ZERO;
    }

    private final Map<String, Stream> streams = new HashMap<>();
    /** Whether it tells what was deleted, as Redis does from 7.0 on. */
    private final boolean tellsDeleted;

    private final Set<String> idle = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private boolean signalling = true;
    private boolean failing;
    private int reads;
    private int requests;

    ModelTopicSource(boolean tellsDeleted) {
        this.tellsDeleted = tellsDeleted;
    }

    void add(String topic, StreamId id, String data) {
        add(topic, id, data, false);
    }

    /** @param end whether it ends the topic */
    void add(String topic, StreamId id, String data, boolean end) {
        Stream stream = streams.computeIfAbsent(topic, name -> new Stream());
        byte[] bytes = data == null ? null : data.getBytes(StandardCharsets.UTF_8);
        stream.events.add(new TopicEvent(id, bytes, bytes == null ? -1 : bytes.length, "", end));
        stream.last = id;
        idle.remove(topic);
    }

    void trim(String topic, int keep) {
        Stream stream = streams.get(topic);
        while (stream != null && stream.events.size() > keep) {
            stream.deleted = stream.events.remove(0).id();
        }
    }

    /** Takes out one event. */
    void remove(String topic, StreamId id) {
        Stream stream = streams.get(topic);
        stream.events.removeIf(event -> event.id().equals(id));
        stream.deleted = stream.deleted.isBefore(id) ? id : stream.deleted;
    }

    void delete(String topic) {
        streams.remove(topic);
    }

    /** As {@link #delete}, since nothing was added to it for long. */
    void removeIdle(String topic) {
        delete(topic);
        idle.add(topic);
    }

    @Override
    public boolean wasIdle(String topic, StreamId last) {
        return idle.contains(topic);
    }

    /** Whether it would not read a topic. */
    void setRefused(String topic, boolean now) {
        if (now) {
            refused.add(topic);
        } else {
            refused.remove(topic);
        }
    }

    /** From now on nobody is told of changes. */
    void stopSignalling() {
        signalling = false;
    }

    void failNext() {
        failing = true;
    }

    /** How often it was asked, and how many requests. */
    int reads() {
        return reads;
    }

    int requests() {
        return requests;
    }

    @Override
    public List<TopicAnswer> read(List<PageRequest> asked) {
        reads++;
        requests += asked.size();
        if (failing) {
            failing = false;
            throw new StoreUnavailableException("lost", null);
        }
        List<TopicAnswer> answers = new ArrayList<>();
        asked.forEach(request -> answers.add(
                refused.contains(request.topic()) ? new TopicAnswer.Refused(Refusal.of("no stream")) : page(request)));
        return answers;
    }

    private TopicPage page(PageRequest request) {
        Stream stream = streams.getOrDefault(request.topic(), new Stream());
        Optional<StreamId> after = request.range().after();
        List<TopicEvent> all = stream.events.stream()
                .filter(event -> after.isEmpty() || after.get().isBefore(event.id()))
                .toList();
        int count = 0;
        long size = 0;
        for (; count < Math.min(all.size(), request.events()) && size < request.bytes(); count++) {
            size += all.get(after.isEmpty() ? all.size() - 1 - count : count).length();
        }
        List<TopicEvent> events = after.isEmpty() ? all.subList(all.size() - count, all.size()) : all.subList(0, count);
        return new TopicPage(
                stream.last,
                stream.events.isEmpty()
                        ? Optional.empty()
                        : Optional.of(stream.events.get(0).id()),
                tellsDeleted ? Optional.of(stream.deleted) : Optional.empty(),
                List.copyOf(events),
                count < all.size(),
                !stream.events.isEmpty()
                        && stream.events.get(stream.events.size() - 1).end());
    }

    @Override
    public boolean signalsChanges() {
        return signalling;
    }
}
