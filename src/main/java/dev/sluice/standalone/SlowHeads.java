package dev.sluice.standalone;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose peer is too slow with the head of a request: the server's own idle timeout begins anew with
 * each byte. Thread-safe.
 */
final class SlowHeads extends AbstractLifeCycle implements Connection.Listener {
    private static final long MAX_HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CHECK_SECONDS = 1;
    private static final long NONE = Long.MIN_VALUE;

    /** What was seen of a connection at the last check. Used by one thread at a time. */
    private static final class Progress {
        private long answered;
        /** How much had come when the last request was seen to be answered. */
        private long bytesBefore;
        /** When the head that is coming was first seen, by {@link System#nanoTime}, or {@link #NONE}. */
        private long headSince = NONE;
    }

    private final Scheduler scheduler;
    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

    SlowHeads(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        scheduler.schedule(this::check, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, new Progress());
    }

    /** Also of one that became a stream. */
    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    private void check() {
        long now = System.nanoTime();
        connections.forEach((connection, progress) -> {
            if (isTooSlow(connection, progress, now)) {
                connection.getEndPoint().close();
            }
        });
        if (isRunning()) {
            scheduler.schedule(this::check, CHECK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean isTooSlow(Connection connection, Progress progress, long now) {
        long bytes = connection.getBytesIn();
        long answered = connection.getMessagesOut();
        boolean isAnswering = connection.getMessagesIn() != answered;
        if (isAnswering || answered != progress.answered) {
            progress.answered = answered;
            progress.bytesBefore = bytes;
            progress.headSince = NONE;
        } else if (bytes != progress.bytesBefore && progress.headSince == NONE) {
            progress.headSince = now;
        }
        return progress.headSince != NONE && now - progress.headSince > MAX_HEAD_NANOS;
    }
}
