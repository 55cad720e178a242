package dev.sluice.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request whose body is read and whose answer is written without a thread that waits for the peer. Thread-safe.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.0/">Jakarta Servlet 6.0, section 5.4, "Non-Blocking IO"</a>
 */
final class AsyncRequest implements ReadListener, WriteListener, AsyncListener {
    /** Any peer has so long for a body or an answer. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Beyond that it must have moved so many bytes in each second. */
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    /** Over a container's output buffer, which would make one more copy. */
    private static final int PIECE_BYTES = 64 << 10;

    private enum Phase {
        READING,
        WORKING,
        WRITING,
        DONE
    }

    private final HttpServletRequest request;
    private final AsyncContext context;
    private final Transfers transfers;

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.READING);
    /** By {@link System#nanoTime}. */
    private volatile long phaseSince = System.nanoTime();
    /** Of the body or of the answer; written by one thread at a time. */
    private volatile long movedBytes;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[4 << 10];
    private int maxBytes;
    private ServletInputStream in;

    private byte[] answer;
    private ServletOutputStream out;

    private AsyncRequest(HttpServletRequest request, Transfers transfers) {
        this.request = request;
        this.transfers = transfers;
        this.context = request.startAsync();
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
     * @return the body; or a {@link RefusedException} if it is longer than {@code max} bytes, broken, or too slow
     */
    CompletableFuture<byte[]> body(int max) throws IOException {
        maxBytes = max;
        in = request.getInputStream();
        in.setReadListener(this);
        return body;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!body.isDone() && in.isReady() && !in.isFinished()) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            if (read.size() + count > maxBytes) {
                refuse(Problem.tooLarge("The body has more than " + maxBytes + " bytes."));
            } else if (!transfers.hold(this, count)) {
                refuse(Problem.unavailable("Too many bodies are being read; this one was given up."));
            } else {
                read.write(buffer, 0, count);
                movedBytes += count;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (phase.compareAndSet(Phase.READING, Phase.WORKING)) {
            body.complete(read.toByteArray());
        }
    }

    private void refuse(Problem problem) {
        body.completeExceptionally(new RefusedException(problem));
    }

    /** Answers, and ends the request. Nothing the second time. */
    void answer(Answer full) {
        Phase before = phase.getAndUpdate(now -> now == Phase.DONE ? Phase.DONE : Phase.WRITING);
        if (before == Phase.DONE || before == Phase.WRITING) {
            return;
        }
        movedBytes = 0;
        phaseSince = System.nanoTime();
        boolean fits = transfers.hold(this, full.body().length);
        try {
            begin(fits ? full : Answer.of(Problem.unavailable("Too many answers are being written.")));
        } catch (IOException | IllegalStateException e) {
            end(); // the container has ended it already
        }
    }

    private void begin(Answer chosen) throws IOException {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        response.setStatus(chosen.status());
        chosen.headers().forEach(response::setHeader);
        if (body.isCompletedExceptionally()) {
            Problem.closeAfter(request, response);
        }
        answer = chosen.body();
        if (answer.length == 0) {
            end();
            return;
        }
        response.setContentLength(answer.length);
        out = response.getOutputStream();
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            int written = (int) movedBytes;
            if (written == answer.length) {
                end();
                return;
            }
            int count = Math.min(PIECE_BYTES, answer.length - written);
            movedBytes = written + count;
            out.write(answer, written, count);
        }
    }

    /** Whether it is the peer that has to do something. An answer that has not begun yet is not the peer's fault. */
    boolean waitsForPeer() {
        return phase.get() == Phase.READING || phase.get() == Phase.WRITING && movedBytes > 0;
    }

    /** Whether the peer has moved too few bytes for the time that it had. */
    boolean isTooSlow() {
        long allowed = GRACE_NANOS + TimeUnit.SECONDS.toNanos(movedBytes) / MIN_BYTES_PER_SECOND;
        return waitsForPeer() && System.nanoTime() - phaseSince > allowed;
    }

    /** Waits for the peer no longer: refuses the body, or ends the answer where it is. */
    void giveUp() {
        if (phase.get() == Phase.READING) {
            refuse(Problem.timeout("The body came too slowly."));
        } else if (phase.get() == Phase.WRITING) {
            end();
        }
    }

    private void end() {
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

    /** Of reading or of writing: the peer has left, or sent a body that is none. */
    @Override
    public void onError(Throwable failure) {
        if (phase.get() == Phase.READING) {
            refuse(Problem.badRequest("The body cannot be read."));
        } else {
            end();
        }
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
