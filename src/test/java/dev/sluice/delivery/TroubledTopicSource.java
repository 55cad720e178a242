package dev.sluice.delivery;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicAnswer;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import dev.sluice.store.topic.TopicSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A {@link ModelTopicSource} that says as much as a certain Redis does, in pages of any size, if it answers at all. */
final class TroubledTopicSource implements TopicSource {
    /** How much is said of what is gone. */
    enum Dialect {
        /** What exactly. */
        EXACT,
        /** Whether anything is, as Redis from 7.0 on. */
        WHETHER,
        /** Nothing, as Redis before 7.0. */
        NOTHING
    }

    /** With so many bytes a reader asks for the newest that somebody wants; with fewer for what a log begins with. */
    private static final long BYTES_OF_NEWEST = 1 << 20;

    private final ModelTopicSource store;
    private final Dialect dialect;
    private final boolean signalling;
    private final Random random;
    private int troublePercent;

    TroubledTopicSource(ModelTopicSource store, Dialect dialect, boolean signalling, Random random) {
        this.store = store;
        this.dialect = dialect;
        this.signalling = signalling;
        this.random = random;
    }

    /** How many calls have no answer, and how many pages are refused. */
    void setTrouble(int percent) {
        troublePercent = percent;
    }

    private boolean isTroubled() {
        return random.nextInt(100) < troublePercent;
    }

    @Override
    public List<TopicAnswer> read(List<PageRequest> requests) {
        if (isTroubled()) {
            throw new StoreUnavailableException("lost", null);
        }
        List<TopicAnswer> all = store.read(requests);
        List<TopicAnswer> answers = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            answers.add(
                    all.get(i) instanceof TopicPage page && !isTroubled()
                            ? saying(shortened(page, requests.get(i)))
                            : new TopicAnswer.Unanswered());
        }
        return answers;
    }

    /** As where events are so long that no more of them fit. */
    private TopicPage shortened(TopicPage page, PageRequest request) {
        int count = 1 + random.nextInt(8);
        int size = page.events().size();
        boolean isOfNewest = request.range().after().isEmpty();
        if (size <= count || isOfNewest && request.bytes() >= BYTES_OF_NEWEST) {
            return page;
        }
        List<TopicEvent> events = isOfNewest
                ? page.events().subList(size - count, size)
                : page.events().subList(0, count);
        return new TopicPage(page.last(), page.first(), page.deleted(), events, true, page.ended());
    }

    private TopicPage saying(TopicPage page) {
        boolean missing = page.first().isEmpty() && page.last().equals(StreamId.ZERO);
        Optional<StreamId> deleted = switch (dialect) {
            case EXACT -> page.deleted();
            case WHETHER -> page.deleted().filter(StreamId.ZERO::equals);
            case NOTHING -> page.deleted().filter(id -> missing);
        };
        return new TopicPage(page.last(), page.first(), deleted, page.events(), page.more(), page.ended());
    }

    @Override
    public boolean wasIdle(String topic, StreamId last) {
        return store.wasIdle(topic, last);
    }

    @Override
    public boolean signalsChanges() {
        return signalling;
    }
}
