package dev.sluice.http.answer;

import dev.sluice.connection.Containers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request whose body is read and whose answer is written without a thread that waits for the peer. Thread-safe.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.0/">Jakarta Servlet 6.0, section 5.4, "Non-Blocking IO"</a>
 */
final class AsyncRequest implements WriteListener, AsyncListener {
    static final Problem NO_ROOM_FOR_BODY =
            Problem.unavailable("Too many bodies are being read; this one was given up. Try again.");

    private static final Problem NO_ROOM_FOR_ANSWER =
            Problem.unavailable("Too many answers are being written; try again.");
    private static final Problem SLOW_BODY = Problem.timeout("The body came too slowly.");

    /** How long a peer may take for a body or an answer, before its bytes count. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The minimum rate after that. */
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    /** Larger than a container's output buffer, so that it does not copy. */
    private static final int PIECE_BYTES = 64 << 10;

    /** What a request takes that is read or written, besides its bytes. */
    private static final int BASE_BYTES = 16 << 10;
    /** An answer that is no longer is never refused for want of room. */
    private static final int SHORT_BYTES = 1 << 10;

    private static final byte[] NOTHING = {};

    private enum Phase {
        READING,
        WORKING,
        WRITING,
        DONE
    }

    private final HttpServletRequest request;
    private final AsyncContext context;
    private final Transfers transfers;
    private final boolean abortsOnComplete;

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WORKING);
    /** When reading or writing began, by the ticker of the transfers. */
    private volatile long since;

    /** Null if there is none, or it need not be read. */
    private volatile RequestBody body;

    /** Emptied where an answer is cut off. */
    private volatile byte[] answer = NOTHING;
    /** Set before the write listener is. */
    private ServletOutputStream out;
    /** Written by one thread of the container's at a time. */
    private volatile int writtenBytes;

    private AsyncRequest(HttpServletRequest request, Transfers transfers) {
        this.request = request;
        this.transfers = transfers;
        this.since = transfers.ticker().nanos();
        this.context = request.startAsync();
        this.abortsOnComplete = Containers.abortOnComplete(request.getServletContext());
    }

    /** Makes a request asynchronous; {@link #answer} ends it. */
    static AsyncRequest start(HttpServletRequest request, Transfers transfers) {
        AsyncRequest started = new AsyncRequest(request, transfers);
        started.context.setTimeout(0);
        started.context.addListener(started);
        transfers.add(started);
        return started;
    }

    /**
     * Reads the body.
     *
     * @return the body; or a {@link RefusedException} if it is longer than {@code maxBytes}, broken, or too slow
     */
    CompletableFuture<byte[]> body(int maxBytes) throws IOException {
        if (!hold(BASE_BYTES)) {
            return CompletableFuture.failedFuture(new RefusedException(NO_ROOM_FOR_BODY));
        }
        phase.set(Phase.READING);
        RequestBody reading = RequestBody.read(request, this, maxBytes);
        body = reading;
        return reading.result().whenComplete((bytes, failure) -> phase.compareAndSet(Phase.READING, Phase.WORKING));
    }

    /** Whether there is memory for so many bytes more. */
    boolean hold(int bytes) {
        return transfers.hold(this, bytes);
    }

    /** Answers, and ends the request. Does nothing if called again. */
    void answer(Answer full) {
        if (!phase.compareAndSet(Phase.WORKING, Phase.WRITING)) {
            return;
        }
        since = transfers.ticker().nanos();
        try {
            boolean fits = full.body().length <= SHORT_BYTES || hold(full.body().length);
            begin(fits ? full : Answer.of(NO_ROOM_FOR_ANSWER));
        } catch (IOException | RuntimeException e) {
            end(); // the container has ended it already
        }
    }

    private void begin(Answer chosen) throws IOException {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        if (body != null && body.result().isCompletedExceptionally()) {
            Problem.closeAfter(request, response);
        }
        chosen.begin(response);
        answer = chosen.body();
        if (answer.length == 0) {
            end();
            return;
        }
        out = response.getOutputStream();
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            byte[] whole = answer;
            int written = writtenBytes;
            if (written >= whole.length) {
                end();
                return;
            }
            int count = Math.min(PIECE_BYTES, whole.length - written);
            writtenBytes = written + count;
            out.write(whole, written, count);
        }
    }

    /** Whether it is the peer that has to do something. An answer that has not begun yet is not the peer's fault. */
    boolean waitsForPeer() {
        return phase.get() == Phase.READING || phase.get() == Phase.WRITING && writtenBytes > 0;
    }

    /** Whether the peer is below the minimum rate. */
    boolean isTooSlow() {
        Phase now = phase.get();
        RequestBody reading = body;
        long moved = now == Phase.READING && reading != null ? reading.bytes() : writtenBytes;
        long allowed = GRACE_NANOS + TimeUnit.SECONDS.toNanos(moved) / MIN_BYTES_PER_SECOND;
        return (now == Phase.READING || now == Phase.WRITING)
                && transfers.ticker().nanos() - since > allowed;
    }

    /** Ends it because the peer is too slow: refuses the body, or ends the answer where it is. */
    void endSlow() {
        end(SLOW_BODY);
    }

    /** The same, because there is no room for others. */
    void endForRoom() {
        end(NO_ROOM_FOR_BODY);
    }

    private void end(Problem refusal) {
        RequestBody reading = body;
        if (phase.get() == Phase.READING && reading != null) {
            reading.refuse(refusal);
        } else if (phase.get() == Phase.WRITING) {
            cutOff();
        }
    }

    /** Ends an answer in its midst. */
    private void cutOff() {
        if (abortsOnComplete) {
            end();
        } else {
            // The container would finish the piece that it has, with a thread that waits. The next piece does not come.
            answer = NOTHING;
            transfers.remove(this);
        }
    }

    void end() {
        if (phase.getAndSet(Phase.DONE) == Phase.DONE) {
            return;
        }
        transfers.remove(this);
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container has completed it already; after an error some do and some do not.
        }
    }

    /** Of writing: the peer has left. */
    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }
}
