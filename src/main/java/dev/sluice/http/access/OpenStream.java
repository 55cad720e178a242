package dev.sluice.http.access;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.connection.RetryDelay;
import dev.sluice.sse.OwnEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One open stream: its user, its channels and its end. Thread-safe. */
final class OpenStream implements StreamAccess.Watch {
    /** The time before the end at which the page is told. */
    private static final Duration NOTICE = Duration.ofSeconds(30);

    /** The time for a browser to take its last events. */
    private static final Duration LAST_EVENTS = Duration.ofSeconds(2);

    private final Listener listener;
    private final String id;
    private final Optional<String> user;
    private final Optional<Instant> oldest;

    // Guarded by this object's monitor. The stream is called without it: it has a monitor of its own.
    private Stream stream;
    private List<Need> needs;
    private Optional<Instant> expires;
    private boolean told;
    private boolean ended;
    /** The time at which it is cut if the browser has not taken its last events. */
    private Instant cutAt = Instant.MAX;

    /** A listener to streams. Thread-safe. */
    interface Listener {
        void opened(OpenStream stream);

        void closed(OpenStream stream);

        void expired();

        RetryDelay retry();
    }

    /** @param oldest the time at which the stream ends, whatever its access */
    OpenStream(Listener listener, String id, Access access, List<Need> needs, Optional<Instant> oldest) {
        this.listener = listener;
        this.id = id;
        this.user = access.user();
        this.expires = access.expires();
        this.needs = needs;
        this.oldest = oldest;
    }

    String id() {
        return id;
    }

    synchronized Streams.Info info() {
        return new Streams.Info(user, needs);
    }

    @Override
    public void opened(Stream opened) {
        synchronized (this) {
            stream = opened;
        }
        listener.opened(this);
    }

    @Override
    public void closed() {
        listener.closed(this);
    }

    /** Ends the stream if it is time, or tells the page that it will be soon. */
    void check(Instant now) {
        Optional<Instant> end = Optional.empty();
        boolean isOver;
        boolean isOld;
        boolean isStuck;
        synchronized (this) {
            isOver = !ended && expires.isPresent() && !now.isBefore(expires.get());
            isOld = !ended && !isOver && oldest.isPresent() && !now.isBefore(oldest.get());
            isStuck = !now.isBefore(cutAt);
            ended |= isOver || isOld;
            cutAt = ended && !isStuck && cutAt.equals(Instant.MAX) ? now.plus(LAST_EVENTS) : cutAt;
            if (!ended
                    && !told
                    && expires.isPresent()
                    && !now.isBefore(expires.get().minus(NOTICE))) {
                told = true;
                end = expires;
            }
        }
        end.ifPresent(at -> stream.tell(OwnEvents.expiring(at.getEpochSecond())));
        if (isOver) {
            listener.expired();
            stream.revoke(lastEvents("expired"));
        } else if (isOld) {
            stream.end(lastEvents("max-age"));
        } else if (isStuck) {
            stream.close();
        }
    }

    private ByteBuffer lastEvents(String reason) {
        return OwnEvents.ended(reason, listener.retry().nextMillis());
    }

    /**
     * Extends the stream, and removes what is no longer granted from it.
     *
     * @param granted the channels that remain; if there are none the stream ends
     * @return false if the stream has ended already
     */
    boolean renew(List<Need> granted, Optional<Instant> newExpires) {
        List<Need> dropped;
        boolean isOver;
        synchronized (this) {
            if (ended) {
                return false;
            }
            dropped = needs.stream().filter(need -> !granted.contains(need)).toList();
            needs = needs.stream().filter(granted::contains).toList();
            expires = newExpires;
            told = false;
            isOver = needs.isEmpty();
            ended = isOver;
        }
        if (!dropped.isEmpty()) {
            stream.drop(dropped);
        }
        if (isOver) {
            stream.revoke(lastEvents("not-granted"));
        }
        return true;
    }
}
