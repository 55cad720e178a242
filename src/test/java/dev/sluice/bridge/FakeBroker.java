package dev.sluice.bridge;

import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.testing.PlainRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntConsumer;

/** A broker with one partition, which hands out again what was not acknowledged. It and its connections fail at random. */
final class FakeBroker {
    private final int records;
    private final Random random;
    /** How many of a hundred calls fail. */
    private final int failing;

    private final boolean hasIdentities;
    private final List<String> rejected = new ArrayList<>();
    private int acknowledged;
    /** Called with each new position before it counts. */
    private final IntConsumer onAcknowledge;

    FakeBroker(int records, Random random, int failing, boolean hasIdentities, IntConsumer onAcknowledge) {
        this.records = records;
        this.random = random;
        this.failing = failing;
        this.hasIdentities = hasIdentities;
        this.onAcknowledge = onAcknowledge;
    }

    /** The values of the records that were rejected. */
    List<String> rejected() {
        return List.copyOf(rejected);
    }

    boolean isDone() {
        return acknowledged == records;
    }

    /** A connection that begins behind the last acknowledged record. */
    Source open() throws SourceException {
        mayFail();
        return new Connection(acknowledged);
    }

    private void mayFail() throws SourceException {
        if (random.nextInt(100) < failing) {
            throw new SourceException("The broker has gone away");
        }
    }

    private final class Connection implements Source {
        private int next;
        private boolean closed;

        private Connection(int next) {
            this.next = next;
        }

        @Override
        public List<SourceRecord> poll(Duration timeout) throws SourceException {
            requireOpen();
            mayFail();
            List<SourceRecord> polled = new ArrayList<>();
            int count = random.nextInt(8);
            while (polled.size() < count && next < records) {
                polled.add(record(next));
                next++;
            }
            return polled;
        }

        private SourceRecord record(int number) {
            byte[] value = String.valueOf(number).getBytes(StandardCharsets.UTF_8);
            return new PlainRecord(
                    value,
                    Optional.empty(),
                    Optional.of(String.valueOf(number % 3)),
                    Map.of(),
                    hasIdentities ? Optional.of("p-0@" + number) : Optional.empty());
        }

        @Override
        public void acknowledge() throws SourceException {
            requireOpen();
            mayFail(); // not taken
            onAcknowledge.accept(next);
            acknowledged = Math.max(acknowledged, next);
            mayFail(); // taken, and the answer lost
        }

        @Override
        public void reject(SourceRecord record, String reason) {
            rejected.add(new String(record.value(), StandardCharsets.UTF_8));
        }

        @Override
        public void idle() throws SourceException {
            requireOpen();
            mayFail();
        }

        @Override
        public OptionalLong lag() {
            return OptionalLong.of(records - next);
        }

        @Override
        public void close() {
            closed = true;
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("used after its end");
            }
        }
    }
}
