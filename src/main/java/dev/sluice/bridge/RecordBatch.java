package dev.sluice.bridge;

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
    // Bounds on how long one request keeps Redis busy.
    private static final int MOST_AT_ONCE = 1000;
    private static final int MOST_BYTES_AT_ONCE = 4 << 20;

    private static final byte[] NO_MESSAGE = {};

    private final SourceSettings settings;
    private final Publisher publisher;
    private final DeadLetterBox deadLetters;
    private final DepthCheck depth;
    private final SourceReport report;
    private List<Item> left = List.of();

    private record Item(SourceRecord record, Routed routed) {
        int bytes() {
            return routed instanceof Routed.Ready ready ? ready.publication().data().length : 0;
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
        left = records.stream()
                .map(record -> new Item(record, settings.target().route(record)))
                .toList();
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    void clear() {
        left = List.of();
    }

    /**
     * Publishes the records, and keeps those that cannot be published elsewhere. What fails stays for the next call.
     *
     * @return the first failure as a sentence, without a full stop; empty if no record is left
     * @throws SourceException if the broker does not take back a record
     */
    Optional<String> publish() throws SourceException {
        Optional<String> fault = Optional.empty();
        while (!left.isEmpty() && fault.isEmpty()) {
            int end = end();
            List<Item> failed = new ArrayList<>();
            fault = publish(left.subList(0, end), failed);
            failed.addAll(left.subList(end, left.size()));
            left = List.copyOf(failed);
        }
        return fault;
    }

    private int end() {
        int end = 0;
        long bytes = 0;
        while (end < Math.min(left.size(), MOST_AT_ONCE) && (end == 0 || bytes < MOST_BYTES_AT_ONCE)) {
            bytes += left.get(end).bytes();
            end++;
        }
        return end;
    }

    private Optional<String> publish(List<Item> items, List<Item> failed) throws SourceException {
        List<Item> ready = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (Item item : items) {
            if (item.routed() instanceof Routed.Ready one) {
                ready.add(item);
                publications.add(one.publication());
            }
        }
        List<PublishOutcome> outcomes = publications.isEmpty() ? List.of() : publisher.publish(publications);
        List<Item> faulty = new ArrayList<>(items.stream()
                .filter(item -> item.routed() instanceof Routed.Faulty)
                .toList());
        Optional<String> fault = Optional.empty();
        for (int i = 0; i < outcomes.size(); i++) {
            PublishOutcome outcome = outcomes.get(i);
            if (outcome instanceof PublishOutcome.Published) {
                depth.wrote(publications.get(i));
                report.count(Metric.BRIDGE_PUBLISHED, 1);
            } else if (outcome instanceof PublishOutcome.WrongType wrong) {
                faulty.add(new Item(ready.get(i).record(), misplaced(publications.get(i), wrong)));
            } else {
                failed.add(ready.get(i));
                fault = fault.or(() -> Optional.of(reason(outcome)));
            }
        }
        for (Item item : faulty) {
            Optional<String> kept = keep(item.record(), (Routed.Faulty) item.routed());
            if (kept.isPresent()) {
                failed.add(item);
                fault = fault.or(() -> kept);
            }
        }
        return fault;
    }

    private static Routed.Faulty misplaced(Publication publication, PublishOutcome.WrongType wrong) {
        return new Routed.Faulty(
                "has no place: " + wrong.reason(),
                Optional.of(publication.channel()).filter(queue -> publication.kind() == ChannelKind.QUEUE));
    }

    private static String reason(PublishOutcome outcome) {
        return outcome instanceof PublishOutcome.Refused refused
                ? refused.reason()
                : ((PublishOutcome.Unknown) outcome).reason();
    }

    /** @return why the record could not be kept; empty if it is kept */
    private Optional<String> keep(SourceRecord record, Routed.Faulty faulty) throws SourceException {
        if (settings.rejects()) {
            record.reject(faulty.reason());
            report.undeliverable(record.place(), faulty.reason(), "the broker's undeliverable records");
            return Optional.empty();
        }
        String queue = faulty.queue().orElse(settings.deadLetters());
        byte[] message = record.value() == null ? NO_MESSAGE : record.value();
        try {
            deadLetters.add(queue, message, faulty.reason() + " (" + record.place() + ")");
        } catch (DeadLetterException e) {
            return Optional.of(e.getMessage().replaceFirst("\\.$", ""));
        }
        report.undeliverable(record.place(), faulty.reason(), "the dead letters of " + queue);
        return Optional.empty();
    }
}
