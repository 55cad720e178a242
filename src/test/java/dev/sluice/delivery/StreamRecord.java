package dev.sluice.delivery;

import dev.sluice.store.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One stream of a simulation, and all that was ever in it. A stream that is deleted begins another life. */
final class StreamRecord {
    /** An entry, also one that is gone. */
    static final class Entry {
        private final int life;
        private final StreamId id;
        private final boolean malformed;
        private final boolean end;
        private boolean gone;
        private boolean removed;

        private Entry(int life, StreamId id, boolean malformed, boolean end) {
            this.life = life;
            this.id = id;
            this.malformed = malformed;
            this.end = end;
        }

        int life() {
            return life;
        }

        StreamId id() {
            return id;
        }

        /** Whether it ends the topic. */
        boolean isEnd() {
            return end;
        }

        /** Whether it is not in the store any more. */
        boolean isGone() {
            return gone;
        }

        /** Whether nobody need have it: it is no event, or somebody has taken out this very one. */
        boolean isExcused() {
            return malformed || removed;
        }

        @Override
        public String toString() {
            return id + (end ? " (end)" : "") + (gone ? " (gone)" : "") + (isExcused() ? " (excused)" : "");
        }
    }

    /** Far from where other lives are. */
    private static final long LIFE_MILLIS = 1_000_000_000;

    private final String topic;
    private final ModelTopicSource store;
    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> byData = new HashMap<>();
    private int life;
    private boolean wasIdle;
    private long lowest = 1_700_000_000_000L;
    private long highest = lowest;
    private StreamId last = StreamId.ZERO;

    StreamRecord(String topic, ModelTopicSource store, Random random) {
        this.topic = topic;
        this.store = store;
        this.random = random;
    }

    String topic() {
        return topic;
    }

    int life() {
        return life;
    }

    /** The entry published last in this life; {@link StreamId#ZERO} where there was none. */
    StreamId last() {
        return last;
    }

    /** Whether the life before was over because nothing was added for long. */
    boolean wasIdle() {
        return wasIdle;
    }

    /** All of one life behind a place, oldest first. */
    List<Entry> behind(int ofLife, StreamId place) {
        return entries.stream()
                .filter(entry -> entry.life == ofLife && place.isBefore(entry.id))
                .toList();
    }

    /** All of all lives. */
    List<Entry> entries() {
        return entries;
    }

    /** The entry with this text; null where there never was one. */
    Entry find(String data) {
        return byData.get(data);
    }

    /** Whether the entry published last is there and ends the topic. */
    boolean isEnded() {
        Entry newest = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        return newest != null && newest.end && !newest.gone;
    }

    Entry publish(boolean malformed, boolean end) {
        StreamId id;
        if (last.equals(StreamId.ZERO)) {
            id = new StreamId(highest, random.nextInt(2));
        } else if (random.nextInt(3) == 0) {
            id = new StreamId(last.millis(), last.sequence() + 1);
        } else {
            id = new StreamId(last.millis() + 1 + random.nextInt(3), 0);
        }
        last = id;
        Entry entry = new Entry(life, id, malformed, end);
        String data = topic + entries.size() + "x".repeat(random.nextInt(200));
        entries.add(entry);
        byData.put(data, entry);
        store.add(topic, id, malformed ? null : data, end);
        return entry;
    }

    void trim(int keep) {
        store.trim(topic, keep);
        List<Entry> there = there();
        there.subList(0, Math.max(0, there.size() - keep)).forEach(entry -> entry.gone = true);
    }

    /** Takes out one of them, often the last. */
    void remove() {
        List<Entry> there = there();
        if (!there.isEmpty()) {
            Entry entry = there.get(random.nextBoolean() ? there.size() - 1 : random.nextInt(there.size()));
            entry.gone = true;
            entry.removed = true;
            store.remove(topic, entry.id);
        }
    }

    private List<Entry> there() {
        return entries.stream().filter(entry -> !entry.gone).toList();
    }

    /** It is no more; the next entry begins another life, whose ids are later than all before, or earlier. */
    void delete() {
        boolean earlier = random.nextBoolean();
        if (!last.equals(StreamId.ZERO)) {
            store.delete(topic);
            wasIdle = false;
            beginAnew(earlier);
        }
    }

    /** It is no more, since nobody has added to it for long; the ids of the next life are later. */
    void end() {
        if (!last.equals(StreamId.ZERO)) {
            store.removeIdle(topic);
            wasIdle = true;
            beginAnew(false);
        }
    }

    private void beginAnew(boolean earlier) {
        entries.forEach(entry -> entry.gone = true);
        life++;
        last = StreamId.ZERO;
        long top = entries.get(entries.size() - 1).id.millis();
        if (earlier) {
            lowest -= LIFE_MILLIS;
            highest = lowest;
        } else {
            highest =
                    entries.stream().mapToLong(entry -> entry.id.millis()).max().orElse(top) + LIFE_MILLIS;
        }
    }
}
