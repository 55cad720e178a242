package dev.sluice.testing;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One page of {@link Visitors}, which claims a name. */
final class Visitor extends EventSourceConnection {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Visitors all;
    private final String topic;
    private final String name;
    private final Optional<PeopleList> people;
    private EventLines lines;
    private volatile boolean away;
    private volatile Visitors.Visit visit;

    /** @param people what it knows of the others, if it is one that stays */
    Visitor(
            Visitors all,
            int number,
            URI address,
            String topic,
            String name,
            Optional<PeopleList> people,
            Selector selector) {
        super(number, List.of(address), selector);
        this.all = all;
        this.topic = topic;
        this.name = name;
        this.people = people;
    }

    @Override
    String lastEventId() {
        return "";
    }

    @Override
    void begun() {
        lines = new EventLines();
    }

    @Override
    void read(ByteBuffer body) {
        lines.feed(body, this::received);
    }

    private void received(String type, byte[] data, int length) {
        switch (type) {
            case "sluice:connected" -> {
                JsonNode told = JSON.readTree(data, 0, length);
                visit = new Visitors.Visit(
                        told.get("node").asString(),
                        told.get("connection").asString(),
                        topic,
                        name,
                        told.get("queues").size() > 0);
                all.begun();
                people.ifPresent(PeopleList::began);
            }
            case "sluice:joined" -> people.ifPresent(list -> list.told(true, data, length));
            case "sluice:left" -> people.ifPresent(list -> list.told(false, data, length));
            default -> {
                // Says nothing of people.
            }
        }
    }

    @Override
    void refused(String head) {
        all.fault("visitor " + number() + " is refused: " + head);
    }

    @Override
    void lost() {
        comeAgainIn(all.retryMillis());
    }

    /** Closes its stream, if there is one, and comes again. */
    void comeAgainIn(long millis) {
        visit = null;
        comeBackIn(millis);
    }

    /** Closes its stream, and stays away or comes again. */
    void stayAway(boolean stays) {
        away = stays;
        comeAgainIn(0);
    }

    boolean isAway() {
        return away;
    }

    Optional<PeopleList> people() {
        return people;
    }

    /** Returns its open stream; null if there is none. */
    Visitors.Visit visit() {
        return visit;
    }
}
