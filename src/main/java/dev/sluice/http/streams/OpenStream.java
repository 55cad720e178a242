package dev.sluice.http.streams;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.connection.CloseReason;
import dev.sluice.connection.RetryDelay;
import dev.sluice.sse.OwnEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One open stream: its user, its channels and its end. Thread-safe. */
public final class OpenStream {
    /** The time before the end at which the page is told. */
    private static final Duration NOTICE = Duration.ofSeconds(30);

    /** The time for which a revoked stream may stay open: usually an operator ends it sooner, with a reason of its own. */
    private static final Duration REVOKED_GRACE = Duration.ofSeconds(2);

    private final Owner all;
    private final Access access;
    private final Optional<Instant> oldest;
    /** Held while the owner is told, which keeps the order: else a change told after the end would stay for ever. */
    private final Object telling = new Object();

    /**
     * Written once, under this object's monitor, before the stream is in the owner's index and before its topics can end.
     * Any thread reads it after that, and calls it without the monitor, since it has one of its own.
     */
    private StreamHandle stream;

    // Guarded by this object's monitor.
    private StreamInfo info;
    private Optional<Instant> expires;
    /** The time at which the access was first found to be revoked. */
    private Instant revoked;

    private boolean told;
    private boolean ended;

    /** The streams of the node. Thread-safe. */
    interface Owner {
        void opened(OpenStream stream);

        void changed(StreamInfo before, StreamInfo stream);

        /** Called when a stream has its last events. */
        void ending(OpenStream stream, CloseReason reason);

        void closed(OpenStream stream, CloseReason reason);

        /** Returns true if access is revoked. */
        boolean isRevoked(Access access);

        /** Called when the access of a stream has expired. */
        void expired();

        /** Returns the delays after which browsers come back. */
        RetryDelay retry();
    }

    /** @param oldest the time at which the stream ends, whatever its access */
    OpenStream(Owner all, StreamInfo info, Access access, Optional<Instant> oldest) {
        this.all = all;
        this.info = info;
        this.access = access;
        this.expires = access.expires();
        this.oldest = oldest;
    }

    synchronized StreamInfo info() {
        return info;
    }

    /** Called once the stream is open. */
    public void opened(StreamHandle opened) {
        synchronized (telling) {
            synchronized (this) {
                stream = opened;
            }
            all.opened(this);
        }
    }

    /** Called once the stream is closed, also if it was never opened. */
    public void closed(CloseReason reason) {
        synchronized (telling) {
            boolean wasOpen;
            synchronized (this) {
                wasOpen = stream != null;
                ended = true;
            }
            if (wasOpen) {
                all.closed(this, reason);
            }
        }
    }

    /** Writes these events; returns false if that is not possible. */
    boolean tell(ByteBuffer events) {
        return stream.tell(events);
    }

    /** Ends the stream at once. */
    void close(CloseReason reason) {
        stream.close(reason);
    }

    /** Ends the stream if it is time, or tells the page that it will be soon. */
    void check(Instant now) {
        boolean isRevoked;
        boolean isOver;
        boolean isOld;
        boolean isNear;
        Instant end;
        synchronized (this) {
            if (ended) {
                return;
            }
            end = expires.orElse(Instant.MAX);
            isOver = !now.isBefore(end);
            isRevoked = noteRevoked(now);
            isOld = oldest.filter(time -> !now.isBefore(time)).isPresent();
            isNear = !told && !now.isBefore(end.minus(NOTICE));
            told |= isNear;
        }
        if (isOver) {
            all.expired();
            revoke("expired", CloseReason.EXPIRED);
        } else if (isRevoked) {
            revoke("revoked", CloseReason.ENDED);
        } else if (isOld) {
            if (tryEnd()) {
                stream.end(lastEvents("max-age"), CloseReason.EXPIRED);
                all.ending(this, CloseReason.EXPIRED);
            }
        } else if (isNear) {
            stream.tell(OwnEvents.expiring(end.getEpochSecond()));
        }
    }

    /** Needs the monitor. Starts the grace period once the access is revoked; returns true if it is over. */
    private boolean noteRevoked(Instant now) {
        if (!all.isRevoked(access)) {
            return false;
        }
        revoked = revoked == null ? now : revoked;
        return !now.isBefore(revoked.plus(REVOKED_GRACE));
    }

    /** Ends the stream, and returns its messages that are not settled; returns false if it has ended already. */
    boolean revoke(String word, CloseReason reason) {
        if (!tryEnd()) {
            return false;
        }
        stream.revoke(lastEvents(word), reason);
        all.ending(this, reason);
        return true;
    }

    /** Marks the stream as ended; returns false if it was already. */
    private synchronized boolean tryEnd() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    private ByteBuffer lastEvents(String word) {
        return OwnEvents.ended(word, all.retry().nextMillis());
    }

    /**
     * Extends the stream, and removes what is no longer granted from it.
     *
     * @param granted the channels that remain; if there are none the stream ends
     * @return false if the stream has ended already
     */
    boolean renew(List<Need> granted, Optional<Instant> newExpires) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            expires = newExpires;
            told = false;
        }
        retain(granted::contains, "not-granted");
        return true;
    }

    /**
     * Removes channels from the stream.
     *
     * @param remains true for those that remain; if there are none the stream ends
     * @param word the reason of that end, for the page
     */
    void retain(Predicate<Need> remains, String word) {
        keep(remains).filter(List::isEmpty).ifPresent(none -> revoke(word, CloseReason.EXPIRED));
    }

    /**
     * Called when a topic has ended, and the browser was written everything up to that. Tells the page. If no channel
     * remains, the stream ends once the browser has taken all, however slow it is.
     */
    public void topicEnded(String topic) {
        Need ended = new Need(Right.READ, topic);
        Optional<List<Need>> remaining = keep(need -> !need.equals(ended));
        if (remaining.filter(List::isEmpty).isPresent()) {
            stream.end(OwnEvents.lastTopicEnded(topic, all.retry().nextAfterTopicsMillis()), CloseReason.FINISHED);
        } else if (remaining.isPresent()
                && !stream.tell(OwnEvents.topicEnded(topic, remaining.get().size()))) {
            stream.close(CloseReason.CUT); // the browser comes back, and is told then
        }
    }

    /** Removes all other channels from the stream, and returns those that remain; empty if the stream has ended. */
    private Optional<List<Need>> keep(Predicate<Need> remains) {
        List<Need> dropped;
        List<Need> remaining;
        synchronized (telling) {
            StreamInfo before;
            StreamInfo after;
            synchronized (this) {
                if (ended) {
                    return Optional.empty();
                }
                before = info;
                remaining = before.needs().stream().filter(remains).toList();
                // A stream of which nothing remains ends as it was.
                after = remaining.isEmpty() ? before : before.with(remaining);
                info = after;
            }
            dropped = before.needs().stream().filter(remains.negate()).toList();
            if (!after.equals(before)) {
                all.changed(before, after);
            }
        }
        if (!dropped.isEmpty()) {
            stream.drop(dropped);
        }
        return Optional.of(remaining);
    }
}
