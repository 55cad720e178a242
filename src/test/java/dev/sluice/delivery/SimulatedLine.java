package dev.sluice.delivery;

import dev.sluice.delivery.browser.Receiver;
import dev.sluice.sse.OwnEvents;
import dev.sluice.sse.WriteResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A connection of a simulation: it holds so many bytes until its browser reads them. */
final class SimulatedLine implements Receiver {
    private final String token;
    private final int capacity;
    /** The number of channels that have not ended. */
    private int channels;

    private final ByteArrayOutputStream underWay = new ByteArrayOutputStream();
    private boolean pending;
    private boolean torn;
    private boolean closed;

    SimulatedLine(String token, int capacity, int channels) {
        this.token = token;
        this.capacity = capacity;
        this.channels = channels;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public WriteResult send(ByteBuffer events) {
        if (closed) {
            return WriteResult.CLOSED;
        }
        if (pending) {
            return WriteResult.BUSY;
        }
        put(events);
        pending = underWay.size() > capacity;
        return pending ? WriteResult.PENDING : WriteResult.WRITTEN;
    }

    @Override
    public WriteResult probe() {
        return send(ByteBuffer.wrap(new byte[] {':', '\n', '\n'}));
    }

    /** Something is written that delivery does not know of, and takes a while. */
    void beat() {
        if (!torn && !closed && !pending) {
            underWay.writeBytes(new byte[] {':', '\n', '\n'});
            pending = true;
        }
    }

    /** Tells as {@code OpenStream} does, behind what is on its way. */
    @Override
    public void ended(String topic) {
        channels--;
        if (!closed) {
            put(OwnEvents.topicEnded(topic, channels));
        }
    }

    private void put(ByteBuffer events) {
        byte[] bytes = new byte[events.remaining()];
        events.get(bytes);
        if (!torn) {
            underWay.writeBytes(bytes);
        }
    }

    ByteBuffer take(int most) {
        byte[] all = underWay.toByteArray();
        int count = Math.min(most, all.length);
        underWay.reset();
        underWay.writeBytes(Arrays.copyOfRange(all, count, all.length));
        return ByteBuffer.wrap(all, 0, count);
    }

    /** Whether all of the last write has left, which is told once. */
    boolean hasDrained() {
        boolean drained = pending && underWay.size() == 0 && !closed;
        pending &= !drained;
        return drained;
    }

    /** Whether something is still to be read. */
    boolean hasBytes() {
        return underWay.size() > 0;
    }

    /** Nobody is at the other end any more, which the node does not know. */
    void tear() {
        torn = true;
        underWay.reset();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean closeIfGone() {
        return closed;
    }

    @Override
    public long writtenBytes() {
        return 0;
    }

    @Override
    public long acknowledgedBytes() {
        return 0;
    }

    @Override
    public boolean wasEndedByNode() {
        return closed;
    }

    @Override
    public int writesUntilLossShows() {
        return 1;
    }

    @Override
    public void close() {
        closed = true;
    }
}
