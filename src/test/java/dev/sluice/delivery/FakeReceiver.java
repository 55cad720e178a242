package dev.sluice.delivery;

import dev.sluice.sse.SpecParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A browser without a network: it can be slow, and it can die with or without a word. */
final class FakeReceiver implements Receiver {
    private final String token;
    private final List<String> received = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private Sent answer = Sent.WRITTEN;
    private boolean alive = true;
    private int writes;

    FakeReceiver(String token) {
        this.token = token;
    }

    /** What it says to further writes. */
    FakeReceiver answering(Sent next) {
        answer = next;
        return this;
    }

    /** The next write succeeds, as it does after a FIN, but nobody reads it. */
    void dieSilently() {
        alive = false;
    }

    List<String> received() {
        return received;
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

    @Override
    public Sent send(ByteBuffer events) {
        writes++;
        if (answer == Sent.BUSY || answer == Sent.CLOSED || !alive) {
            return answer;
        }
        SpecParser parser = new SpecParser();
        parser.feed(events);
        parser.events().forEach(event -> {
            received.add(event.data());
            ids.add(event.lastEventId());
        });
        return answer;
    }

    @Override
    public boolean isAlive() {
        return alive;
    }
}
