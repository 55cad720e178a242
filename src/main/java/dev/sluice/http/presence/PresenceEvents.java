package dev.sluice.http.presence;

import dev.sluice.http.streams.OpenStreams;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.registry.PresenceChange;
import dev.sluice.sse.OwnEvents;
import dev.sluice.store.registry.Person;
import java.util.function.BiConsumer;

/** Tells the streams that have a topic who has joined and left it. Each event is encoded once for all. */
public final class PresenceEvents implements BiConsumer<String, PresenceChange> {
    private final OpenStreams streams;
    private final Metrics metrics;

    public PresenceEvents(OpenStreams streams, Metrics metrics) {
        this.streams = streams;
        this.metrics = metrics;
    }

    @Override
    public void accept(String topic, PresenceChange change) {
        tell("left", topic, change.left(), change.connections(), Metric.PRESENCE_LEFT);
        tell("joined", topic, change.joined(), change.connections(), Metric.PRESENCE_JOINED);
    }

    private void tell(String verb, String topic, PresenceChange.Group who, long connections, Metric metric) {
        if (who.number() > 0) {
            metrics.add(metric, who.number());
            streams.tellReaders(
                    topic,
                    OwnEvents.presence(
                            verb,
                            topic,
                            who.listed().stream().map(Person::members).toList(),
                            who.number(),
                            connections));
        }
    }
}
