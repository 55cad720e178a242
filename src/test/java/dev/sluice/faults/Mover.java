package dev.sluice.faults;

import dev.sluice.sse.SpecParser;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;

/** A page of a user that moves to another node again and again. It takes all that its streams bring until their end. */
final class Mover implements AutoCloseable {
    private static final int SHORTEST_STAY_MILLIS = 50;
    private static final int MAX_STAY_MILLIS = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String user;
    private final List<NodeProcess> nodes;
    private final Random random;
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "mover");
    private final List<String> connections = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** @param seed decides where it goes and how long it stays */
    Mover(String user, List<NodeProcess> nodes, long seed) {
        this.user = user;
        this.nodes = nodes;
        this.random = new Random(seed);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        String query =
                "/sse?topic=chat&token=" + Tokens.of(user, 3600, Map.of("sluice", Map.of("read", List.of("chat"))));
        while (!closed) {
            try {
                stay(EventStream.open(nodes.get(random.nextInt(nodes.size())).uri(query)));
            } catch (IOException e) {
                // That node is down.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void stay(EventStream stream) throws Exception {
        streams.add(stream);
        Await.isTrueWithin(TIMEOUT, () -> connection(stream).isPresent() || stream.isEnded());
        connection(stream).ifPresent(connections::add);
        int millis = SHORTEST_STAY_MILLIS + random.nextInt(MAX_STAY_MILLIS - SHORTEST_STAY_MILLIS);
        Await.isTrueWithin(Duration.ofMillis(millis), () -> closed || stream.isEnded());
        stream.sayGoodbye();
    }

    String user() {
        return user;
    }

    /** Returns the ids of its connections; all but the last have ended. */
    List<String> connections() {
        return connections;
    }

    /** Returns its streams, by now or before. */
    List<EventStream> streams() {
        return streams;
    }

    /** Returns the id that a stream was told, once it was. */
    static Optional<String> connection(EventStream stream) {
        return stream.events().stream()
                .filter(event -> event.type().equals("sluice:connected"))
                .map(SpecParser.Event::data)
                .findFirst()
                .map(data ->
                        JsonMapper.shared().readTree(data).get("connection").asString());
    }

    /** Moves no more; returns when all its streams have ended. */
    void rest() throws Exception {
        closed = true;
        thread.join();
        Await.until("the end of all streams", () -> streams.stream().allMatch(EventStream::isEnded));
    }

    @Override
    public void close() throws Exception {
        closed = true;
        thread.join();
        for (EventStream stream : streams) {
            stream.close();
        }
    }
}
