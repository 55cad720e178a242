package dev.sluice.delivery;

import dev.sluice.sse.SpecParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A browser without a network: it can be slow, and it can die with or without a word. */
final class FakeReceiver implements Receiver {
    private final String token;
    private Consumer<String> onReceived = data -> {};
    private final List<String> received = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private Sent answer = Sent.WRITTEN;
    private String lastEventId = "";
    private int writes;
    private int probes;
    private boolean dead;
    private boolean closed;
    /** Writes that still succeed after death, until whoever is between notices. */
    private int writesUntilNoticed;

    FakeReceiver(String token) {
        this.token = token;
    }

    FakeReceiver onReceived(Consumer<String> check) {
        onReceived = check;
        return this;
    }

    /** What it says to further writes. */
    FakeReceiver answering(Sent next) {
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
    public Sent send(ByteBuffer events) {
        writes++;
        if (answer == Sent.BUSY || answer == Sent.CLOSED) {
            return answer;
        }
        if (dead) {
            writesUntilNoticed--;
            return answer;
        }
        SpecParser parser = new SpecParser();
        parser.feed(events);
        lastEventId = parser.lastEventId().isEmpty() ? lastEventId : parser.lastEventId();
        parser.events().stream()
                .filter(event -> !event.type().equals("sluice:placed"))
                .forEach(event -> {
                    onReceived.accept(event.data());
                    received.add(event.data());
                    types.add(event.type());
                    ids.add(event.lastEventId());
                });
        return answer;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        answer = Sent.CLOSED;
    }

    @Override
    public Sent probe() {
        probes++;
        if (dead) {
            writesUntilNoticed--;
        }
        return answer;
    }

    @Override
    public boolean isPresent() {
        return !closed && (!dead || writesUntilNoticed > 0);
    }

    @Override
    public int writesUntilLossShows() {
        return 1;
    }
}
