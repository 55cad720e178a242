package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.sse.SpecParser;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An EventSource of a simulation: what it reads it enters into its accounts, and comes back with the last id. */
final class SimulatedBrowser {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String name;
    private final List<TopicAccount> accounts;
    private final Set<String> queues;
    private int connections;
    private String lastEventId = "";
    private Delivery node;
    private SimulatedLine line;
    private SpecParser parser;
    private int seen;
    /** Whether all its topics have ended, and so its stream. */
    private boolean over;

    SimulatedBrowser(String name, List<TopicAccount> accounts, Set<String> queues) {
        this.name = name;
        this.accounts = accounts;
        this.queues = queues;
    }

    List<TopicAccount> accounts() {
        return accounts;
    }

    boolean isConnected() {
        return line != null;
    }

    boolean isConnectedTo(Delivery delivery) {
        return line != null && node == delivery;
    }

    /** Whether its stream is over for good, unless it asks again. */
    boolean isOver() {
        return over;
    }

    SimulatedLine line() {
        return line;
    }

    /** Asks a node for its stream, as {@code StreamRequestReader} reads it. */
    void connect(Delivery to, int capacity) {
        node = to;
        line = new SimulatedLine(
                String.format("%-16s", name + "x" + connections++).replace(' ', '0'),
                capacity,
                accounts.size() + queues.size());
        parser = new SpecParser();
        seen = 0;
        over = false;
        ChannelPositions last = positions();
        List<Optional<StreamId>> places = last.placesIn(accounts.size());
        List<TopicStart> starts = new ArrayList<>();
        for (int i = 0; i < accounts.size(); i++) {
            TopicAccount account = accounts.get(i);
            if (places.isEmpty() || places.get(i).isEmpty()) {
                account.begin();
                starts.add(account.start());
            } else {
                StreamId place = places.get(i).get();
                account.resume(place);
                starts.add(new TopicStart(
                        account.stream().topic(),
                        Optional.of(place),
                        account.start().last()));
            }
        }
        last.lastMessage().ifPresent(node::resumed);
        node.subscribe(line, new Subscription(queues, starts, Set.of()));
    }

    /** Takes so many bytes of what is on its way. */
    void read(int bytes) {
        parser.feed(line.take(bytes));
        List<SpecParser.Event> events = parser.events();
        for (; seen < events.size(); seen++) {
            SpecParser.Event event = events.get(seen);
            lastEventId = event.lastEventId();
            enter(event);
        }
        if (!parser.lastEventId().isEmpty()) {
            lastEventId = parser.lastEventId(); // an id alone says where it stands, too
            enterPlaces(places());
        }
        if (over) {
            line.close();
            node.closed(line);
            line = null;
        } else if (line.hasDrained()) {
            node.drained(line);
        }
    }

    private void enter(SpecParser.Event event) {
        List<Optional<StreamId>> places = places();
        if (event.type().equals("sluice:gap")) {
            JsonNode gap = JSON.readTree(event.data());
            account(gap.get("topic").asString())
                    .gap(id(gap.get("from").asString()), id(gap.get("to").asString()));
        } else if (event.type().equals("sluice:ended")) {
            enterPlaces(places); // an end without data is an id alone
            JsonNode ended = JSON.readTree(event.data());
            account(ended.get("topic").asString()).ended();
            over = ended.get("remaining").asInt() == 0;
        } else if (event.type().equals("message") && !event.data().startsWith("queue")) {
            TopicAccount account = account(event.data().substring(0, 1));
            StreamRecord.Entry entry = account.stream().find(event.data());
            assertTrue(entry != null, "nobody has published " + event);
            assertTrue(!places.isEmpty(), "an event says where it stands: " + event);
            account.received(entry, places.get(accounts.indexOf(account)).orElseThrow());
        }
        enterPlaces(places);
    }

    private List<Optional<StreamId>> places() {
        return positions().placesIn(accounts.size());
    }

    private ChannelPositions positions() {
        return ChannelPositions.parse(lastEventId).orElse(ChannelPositions.NONE);
    }

    private void enterPlaces(List<Optional<StreamId>> places) {
        for (int i = 0; i < accounts.size(); i++) {
            accounts.get(i).says(places.isEmpty() ? Optional.empty() : places.get(i));
        }
    }

    private static StreamId id(String text) {
        return StreamId.parse(text).orElseThrow();
    }

    private TopicAccount account(String topic) {
        return accounts.stream()
                .filter(account -> account.stream().topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    /** Its connection is no more, and what was on its way never comes. */
    SimulatedLine cut() {
        SimulatedLine old = line;
        old.tear();
        line = null;
        return old;
    }

    @Override
    public String toString() {
        return name + accounts.stream().map(account -> account.stream().topic()).toList() + queues + " at "
                + lastEventId;
    }
}
