package dev.sluice.bridge;

import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.target.Routed;
import dev.sluice.channel.ChannelKind;
import dev.sluice.metrics.Metric;
import dev.sluice.redis.DeadLetterException;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of a poll that Redis does not have yet, in their order. One thread at a time. */
final class RecordBatch {
    // Bounds on how long one request keeps Redis busy. It may exceed the bytes by one message.
    private static final int MAX_RECORDS_PER_REQUEST = 1000;
    private static final int MAX_BYTES_PER_REQUEST = 4 << 20;

    private final SourceSettings settings;
    private final Publisher publisher;
    private final DeadLetterBox deadLetters;
    private final DepthCheck depth;
    private final SourceReport report;
    private List<Item> remaining = List.of();

    private record Item(SourceRecord record, Routed routed) {
        int bytes() {
            return routed instanceof Routed.Ready ready ? ready.publication().data().length : 0;
        }
    }

    /** The records that a request left over, and the first reason. */
    private static final class Failures {
        private final List<Item> items = new ArrayList<>();
        private Optional<String> reason = Optional.empty();

        void add(Item item, String why) {
            items.add(item);
            reason = reason.or(() -> Optional.of(why));
        }
    }

    RecordBatch(
            SourceSettings settings,
            Publisher publisher,
            DeadLetterBox deadLetters,
            DepthCheck depth,
            SourceReport report) {
        this.settings = settings;
        this.publisher = publisher;
        this.deadLetters = deadLetters;
        this.depth = depth;
        this.report = report;
    }

    /** Takes the records of a poll in place of earlier ones. */
    void take(List<SourceRecord> records) {
        remaining = records.stream()
                .map(record -> new Item(record, settings.target().route(record)))
                .toList();
    }

    boolean isEmpty() {
        return remaining.isEmpty();
    }

    void clear() {
        remaining = List.of();
    }

    /**
     * Publishes the records, and moves those that can never be published. What fails remains for the next call.
     *
     * @param source the connection that the records are of
     * @return the first failure as a sentence, without a full stop; empty if no record remains
     * @throws SourceException if the broker does not take an undeliverable record
     */
    Optional<String> publish(Source source) throws SourceException {
        Failures failures = new Failures();
        while (!remaining.isEmpty() && failures.reason.isEmpty()) {
            int size = nextRequestSize();
            publish(remaining.subList(0, size), source, failures);
            List<Item> rest = new ArrayList<>(failures.items);
            rest.addAll(remaining.subList(size, remaining.size()));
            remaining = List.copyOf(rest);
        }
        return failures.reason;
    }

    private int nextRequestSize() {
        int size = 0;
        long bytes = 0;
        while (size < Math.min(remaining.size(), MAX_RECORDS_PER_REQUEST) && bytes < MAX_BYTES_PER_REQUEST) {
            bytes += remaining.get(size).bytes();
            size++;
        }
        return size;
    }

    private void publish(List<Item> items, Source source, Failures failures) throws SourceException {
        List<Item> undeliverable = new ArrayList<>();
        List<Item> ready = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (Item item : items) {
            if (item.routed() instanceof Routed.Ready one) {
                ready.add(item);
                publications.add(one.publication());
            } else {
                undeliverable.add(item);
            }
        }
        List<PublishOutcome> outcomes = publications.isEmpty() ? List.of() : publisher.publish(publications);
        for (int i = 0; i < outcomes.size(); i++) {
            Item item = ready.get(i);
            Publication publication = publications.get(i);
            if (outcomes.get(i) instanceof PublishOutcome.Published) {
                depth.wrote(publication.channel());
                report.count(Metric.BRIDGE_PUBLISHED, 1);
            } else if (outcomes.get(i) instanceof PublishOutcome.WrongType wrong) {
                undeliverable.add(new Item(item.record(), misdirected(publication, wrong)));
            } else if (outcomes.get(i) instanceof PublishOutcome.Refused refused) {
                failures.add(item, refused.reason());
            } else if (outcomes.get(i) instanceof PublishOutcome.Unknown unknown) {
                failures.add(item, unknown.reason());
            }
        }
        for (Item item : undeliverable) {
            move(item, source, failures);
        }
    }

    private static Routed.Undeliverable misdirected(Publication publication, PublishOutcome.WrongType wrong) {
        return new Routed.Undeliverable(
                "has no channel: " + wrong.reason(),
                Optional.of(publication.channel()).filter(queue -> publication.kind() == ChannelKind.QUEUE));
    }

    private void move(Item item, Source source, Failures failures) throws SourceException {
        SourceRecord record = item.record();
        Routed.Undeliverable why = (Routed.Undeliverable) item.routed();
        if (settings.undeliverables() instanceof Undeliverables.ToDeadLetters letters) {
            String queue = why.queue().orElse(letters.defaultQueue());
            try {
                report.dropped(
                        queue, deadLetters.add(queue, record.value(), why.reason() + " (" + record.position() + ")"));
                report.undeliverable(record.position(), why.reason(), "moved to the dead letters of " + queue);
            } catch (DeadLetterException e) {
                failures.add(item, e.getMessage());
            }
        } else {
            source.reject(record, why.reason());
            report.undeliverable(record.position(), why.reason(), "rejected at the broker");
        }
    }
}
