package dev.sluice.delivery;

import dev.sluice.delivery.browser.Receiver;
import dev.sluice.sse.SpecParser;
import dev.sluice.sse.WriteResult;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A browser without a network: it can be slow, and it can die with or without a word. If it {@linkplain #readingSlowly reads
 * slowly}, the kernel takes all that is written, and what is not {@linkplain #read read} is not acknowledged.
 */
public final class FakeReceiver implements Receiver {
    private static final byte[] COMMENT = {':', '\n', '\n'};

    private final String token;
    private Consumer<ByteBuffer> onWritten = events -> {};
    private Consumer<String> onEnded = topic -> {};
    private final List<String> received = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private WriteResult answer = WriteResult.WRITTEN;
    private String lastEventId = "";
    private int writes;
    private int probes;
    private boolean dead;
    private boolean closed;
    private boolean cut;
    private boolean slow;
    private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();
    private long written;
    private long acknowledged;
    /** Writes that still succeed after death, until whoever is between notices. */
    private int writesUntilNoticed;

    public FakeReceiver(String token) {
        this.token = token;
    }

    /** Tells the data of each event as it is written. */
    FakeReceiver onWritten(Consumer<String> check) {
        onWritten = events -> parse(events).events().forEach(event -> check.accept(event.data()));
        return this;
    }

    /** What it says to further writes. */
    public FakeReceiver answering(WriteResult next) {
        answer = next;
        return this;
    }

    /** Its goodbye is on its way: one write still succeeds, but nobody reads it. */
    void dieSilently() {
        dead = true;
    }

    /** Its proxy notices when it writes for the second time. */
    void dieBehindProxy() {
        writesUntilNoticed = dead ? writesUntilNoticed : 2;
        dead = true;
    }

    /** From now on, what is written lies in the kernel until it is read; what had been written before has been read. */
    FakeReceiver readingSlowly() {
        slow = true;
        return this;
    }

    boolean isDead() {
        return dead;
    }

    boolean isReadingSlowly() {
        return slow;
    }

    /** Reads the oldest so many writes, and has their bytes acknowledged. */
    void read(int writes) {
        for (int i = 0; i < writes && !unread.isEmpty(); i++) {
            take(unread.remove());
        }
    }

    /** Reads all there is, and goes on as it comes. */
    void readAll() {
        slow = false;
        read(unread.size());
    }

    private void take(ByteBuffer events) {
        acknowledged += events.remaining();
        if (dead) {
            writesUntilNoticed--;
        } else {
            receive(events);
        }
    }

    List<String> received() {
        return received;
    }

    List<String> types() {
        return types;
    }

    /** What it would come back with. */
    String lastEventId() {
        return lastEventId;
    }

    List<String> ids() {
        return ids;
    }

    int writes() {
        return writes;
    }

    @Override
    public String token() {
        return token;
    }

    int probes() {
        return probes;
    }

    @Override
    public WriteResult send(ByteBuffer events) {
        writes++;
        return write(events);
    }

    private WriteResult write(ByteBuffer events) {
        if (answer == WriteResult.BUSY || answer == WriteResult.CLOSED) {
            return answer;
        }
        written += events.remaining();
        onWritten.accept(events.duplicate());
        if (slow) {
            unread.add(events);
        } else {
            take(events);
        }
        return answer;
    }

    private void receive(ByteBuffer events) {
        SpecParser parser = parse(events);
        lastEventId = parser.lastEventId().isEmpty() ? lastEventId : parser.lastEventId();
        parser.events().stream()
                .filter(event -> !event.type().equals("sluice:placed"))
                .forEach(event -> {
                    received.add(event.data());
                    types.add(event.type());
                    ids.add(event.lastEventId());
                });
    }

    private static SpecParser parse(ByteBuffer events) {
        SpecParser parser = new SpecParser();
        parser.feed(events);
        return parser;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        cut = true;
        closed = true;
        answer = WriteResult.CLOSED;
        unread.clear();
    }

    /** Closes its side, with what it has not read. */
    void leave() {
        closed = true;
        answer = WriteResult.CLOSED;
        unread.clear();
    }

    @Override
    public WriteResult probe() {
        probes++;
        return write(ByteBuffer.wrap(COMMENT));
    }

    /** The topics that have ended for it. */
    List<String> ended() {
        return ended;
    }

    /** What it does when it is told of the end of a topic. */
    FakeReceiver onEnded(Consumer<String> action) {
        onEnded = action;
        return this;
    }

    @Override
    public void ended(String topic) {
        ended.add(topic);
        onEnded.accept(topic);
    }

    @Override
    public boolean wasEndedByNode() {
        return cut;
    }

    @Override
    public long writtenBytes() {
        return written;
    }

    @Override
    public long acknowledgedBytes() {
        return acknowledged;
    }

    @Override
    public boolean closeIfGone() {
        return closed || dead && writesUntilNoticed <= 0;
    }

    @Override
    public int writesUntilLossShows() {
        return 1;
    }
}
