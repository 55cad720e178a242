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
 * A request that is read and answered without a thread that waits for the peer. Thread-safe.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.0/">Jakarta Servlet 6.0, section 5.4, "Non-Blocking IO"</a>
 */
final class AsyncRequest implements Transfers.Transfer, WriteListener, AsyncListener {
    private static final Problem NO_ROOM_FOR_ANSWER =
            Problem.unavailable("Too many answers are being written; try again.");
    private static final Problem SLOW_BODY = Problem.timeout("The body came too slowly.");

    /** The time for a body or an answer before the minimum rate applies. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The minimum rate after that. */
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    /** The size of a write: larger than a container's output buffer, so that it does not copy. */
    private static final int PIECE_BYTES = 64 << 10;

    /** The memory of a request besides the bytes that it reads or writes. */
    private static final int BASE_BYTES = 16 << 10;
    /** The length up to which an answer is sent even without room. */
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
    /** The time when reading or writing began, by the ticker of the transfers. */
    private volatile long since;

    /** The body; null if none need be read. */
    private volatile RequestBody body;

    /** The answer's body; emptied to cut the answer off. */
    private volatile byte[] answer = NOTHING;
    /** The output; set before the write listener. */
    private ServletOutputStream out;
    /** The bytes written; changed by one container thread at a time. */
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
    CompletableFuture<byte[]> body(int maxBytes) {
        if (!hold(BASE_BYTES)) {
            return CompletableFuture.failedFuture(new RefusedException(RequestBody.NO_ROOM));
        }
        if (!phase.compareAndSet(Phase.WORKING, Phase.READING)) {
            return CompletableFuture.failedFuture(new RefusedException(RequestBody.UNREADABLE)); // the peer has left
        }
        since = transfers.ticker().nanos();
        RequestBody reading;
        try {
            reading = RequestBody.read(request, this::hold, maxBytes);
        } catch (IOException | IllegalStateException e) { // the container has ended it already
            return CompletableFuture.failedFuture(new RefusedException(RequestBody.UNREADABLE));
        }
        body = reading;
        return reading.result().whenComplete((bytes, failure) -> phase.compareAndSet(Phase.READING, Phase.WORKING));
    }

    /** Reserves memory for more bytes; returns false if there is none. */
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
            // What came of a body must be told, else the client would repeat it.
            boolean fits =
                    full.body().length <= SHORT_BYTES || transfers.holdAnswer(this, full.body().length, body != null);
            begin(fits ? full : Answer.of(NO_ROOM_FOR_ANSWER));
        } catch (IOException | RuntimeException e) {
            end(); // the container has ended it already
        }
    }

    private void begin(Answer chosen) throws IOException {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        if (mayHaveUnreadBody()) {
            UnreadBody.closeAfter(request, response);
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

    private boolean mayHaveUnreadBody() {
        return body == null ? UnreadBody.isIn(request) : body.result().isCompletedExceptionally();
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

    @Override
    public boolean waitsForPeer() {
        return phase.get() == Phase.READING || phase.get() == Phase.WRITING && writtenBytes > 0;
    }

    @Override
    public boolean isTooSlow() {
        Phase now = phase.get();
        RequestBody reading = body;
        long moved = now == Phase.READING && reading != null ? reading.bytes() : writtenBytes;
        long allowed = GRACE_NANOS + TimeUnit.SECONDS.toNanos(moved) / MIN_BYTES_PER_SECOND;
        return (now == Phase.READING || now == Phase.WRITING)
                && transfers.ticker().nanos() - since > allowed;
    }

    /** Refuses the body, or cuts the answer off. */
    @Override
    public void endSlow() {
        end(SLOW_BODY);
    }

    @Override
    public void endForRoom() {
        end(RequestBody.NO_ROOM);
    }

    private void end(Problem refusal) {
        RequestBody reading = body;
        if (phase.get() == Phase.READING && reading != null) {
            reading.refuse(refusal);
        } else if (phase.get() == Phase.WRITING) {
            cutOff();
        }
    }

    /** Cuts an answer off. */
    private void cutOff() {
        if (abortsOnComplete) {
            end();
        } else {
            // The container would finish its piece with a thread that waits. It gets no further piece.
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

    /** Ends the request: the peer has left during a write. */
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
        // No request is started again.
    }
}
