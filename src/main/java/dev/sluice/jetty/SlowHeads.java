package dev.sluice.jetty;

import dev.sluice.time.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The handler that closes connections if the head of a request is too slow: the server's own idle timeout begins anew
 * with each byte. Thread-safe.
 */
final class SlowHeads extends Handler.Wrapper implements Connection.Listener {
    private static final long MAX_HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CHECK_SECONDS = 1;
    private static final long NONE = Long.MIN_VALUE;

    /** The state of a connection. */
    private static final class Progress {
        /** True while a request is being answered, or its body is coming. */
        private volatile boolean answering;
        /** The number of answered requests. */
        private volatile int answered;

        // As of the last check; used by one thread at a time.
        private int seenAnswered;
        /** The bytes received when the last request was seen to be answered. */
        private long bytesBefore;
        /** The time when the head that is coming was first seen, by the {@link Ticker}, or {@link #NONE}. */
        private long headSince = NONE;

        private boolean isTooSlow(long bytes, long now) {
            if (answering || answered != seenAnswered) {
                seenAnswered = answered;
                bytesBefore = bytes;
                headSince = NONE;
            } else if (bytes != bytesBefore && headSince == NONE) {
                headSince = now;
            }
            return headSince != NONE && now - headSince > MAX_HEAD_NANOS;
        }
    }

    private final Scheduler scheduler;
    private final Ticker ticker;
    private final AtomicBoolean checking = new AtomicBoolean();
    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

    SlowHeads(Scheduler scheduler, Handler handler, Ticker ticker) {
        super(handler);
        this.scheduler = scheduler;
        this.ticker = ticker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Progress progress = connections.get(request.getConnectionMetaData().getConnection());
        if (progress != null) {
            progress.answering = true;
            Request.addCompletionListener(request, failure -> {
                progress.answered++; // one request of a connection at a time
                progress.answering = false;
            });
        }
        return super.handle(request, response, callback);
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, new Progress());
        // Not before: the scheduler starts after handlers.
        if (checking.compareAndSet(false, true)) {
            scheduler.schedule(this::check, CHECK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Also called when a connection becomes a stream. */
    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    private void check() {
        long now = ticker.nanos();
        try {
            connections.forEach((connection, progress) -> {
                if (progress.isTooSlow(connection.getBytesIn(), now)) {
                    connection.getEndPoint().close();
                }
            });
        } finally {
            if (isRunning()) {
                scheduler.schedule(this::check, CHECK_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
