package dev.sluice.http;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.connection.Heartbeat;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.browser.ChannelPositions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The request for a stream.
 *
 * @param channels the channels
 * @param last the positions of a browser that comes back
 * @param heartbeat the kind of heartbeat
 * @param as the name that the page claims, if any
 * @param token the parameter {@code token}, if there is one
 */
record StreamRequest(
        Subscription channels,
        ChannelPositions last,
        Heartbeat heartbeat,
        Optional<String> as,
        Optional<String> token) {
    /** Returns the rights that the stream needs. */
    List<Need> needs() {
        return Stream.of(
                        channels.queues().stream().map(name -> new Need(Right.TAKE, name)),
                        channels.topics().stream().map(start -> new Need(Right.READ, start.topic())),
                        channels.pubsubTopics().stream().map(name -> new Need(Right.READ, name)))
                .flatMap(needs -> needs)
                .toList();
    }
}
