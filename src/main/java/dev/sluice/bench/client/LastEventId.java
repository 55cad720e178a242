package dev.sluice.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Remembers, as a browser does, the id of a stream's last event, and passes events on. For one thread. */
public final class LastEventId implements EventScanner.Sink {
    private final EventScanner.Sink events;
    private byte[] coming = new byte[32];
    private int comingLength;
    private byte[] last = new byte[32];
    private int lastLength;

    public LastEventId(EventScanner.Sink events) {
        this.events = events;
    }

    @Override
    public void id(byte[] bytes, int from, int to) {
        comingLength = to - from;
        if (comingLength > coming.length) {
            coming = new byte[comingLength];
        }
        System.arraycopy(bytes, from, coming, 0, comingLength);
    }

    @Override
    public void data(byte[] bytes, int from, int to, long readNanos) {
        events.data(bytes, from, to, readNanos);
    }

    @Override
    public void end() {
        if (comingLength > last.length) {
            last = Arrays.copyOf(coming, comingLength);
        } else {
            System.arraycopy(coming, 0, last, 0, comingLength);
        }
        lastLength = comingLength;
        events.end();
    }

    /** Returns the id; empty if none has come. */
    @Override
    public String toString() {
        return new String(last, 0, lastLength, StandardCharsets.US_ASCII);
    }
}
