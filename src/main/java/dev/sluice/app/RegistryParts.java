package dev.sluice.app;

import dev.sluice.channel.NamePatterns;
import dev.sluice.connection.CloseReason;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.StreamObserver;
import dev.sluice.redis.RedisServers;
import dev.sluice.registry.ConnectionLedger;
import dev.sluice.registry.RegistryKeeper;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** This node's part of the registry of connections: the streams tell of themselves, and a thread keeps the record. */
final class RegistryParts implements StreamObserver, AutoCloseable {

    /** The reason of a stream's end in the record if it goes on with fewer channels. */
    private static final String CHANGED = "changed";

    private final NamePatterns presence;
    private final ConnectionLedger ledger;
    private final RegistryKeeper keeper;
    private final LoopThread thread;

    /** @param presence the topics whose presence is kept */
    RegistryParts(
            NodeName name, ConnectionRegistry registry, RedisServers servers, NamePatterns presence, Ticker ticker) {
        this.presence = presence;
        ledger = new ConnectionLedger(ticker, this::wake);
        keeper = new RegistryKeeper(name.toString(), registry, ledger, ticker, this::wake);
        thread = new LoopThread("sluice-registry", keeper::step, keeper::leave);
        servers.onFallback(keeper::compare);
    }

    private void wake() {
        thread.wake();
    }

    void start() {
        thread.start(Duration.ZERO);
    }

    /** Called when this node's lease has begun, as this incarnation. */
    void began(String incarnation) {
        keeper.incarnation(incarnation);
    }

    /** Called when the lease of an incarnation has lapsed. */
    void lapsed(String incarnation) {
        keeper.lapsed(incarnation);
    }

    /** Returns why the record is not kept now, as a sentence, if so. */
    Optional<String> fault() {
        return keeper.fault().map(reason -> "The registry of connections is not up to date: " + reason + ".");
    }

    @Override
    public void opened(StreamInfo stream) {
        ledger.opened(entry(stream));
    }

    @Override
    public void changed(StreamInfo before, StreamInfo stream) {
        ledger.closed(stream.id(), CHANGED);
        ledger.opened(entry(stream));
    }

    @Override
    public void closed(StreamInfo stream, CloseReason reason) {
        ledger.closed(stream.id(), reason.toString());
    }

    private ConnectionEntry entry(StreamInfo stream) {
        List<String> topics = stream.topics();
        return new ConnectionEntry(
                stream.id(),
                stream.user(),
                stream.as(),
                stream.since().toEpochMilli(),
                stream.queues(),
                topics,
                topics.stream().filter(presence::matches).toList());
    }

    /** Called after all streams have ended: takes the node out of the record. */
    @Override
    public void close() {
        thread.stop(Threads.TIMEOUT);
    }
}
