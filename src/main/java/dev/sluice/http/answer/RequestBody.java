package dev.sluice.http.answer;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/** The body of an asynchronous request, read without a thread that waits for the peer. Thread-safe. */
final class RequestBody implements ReadListener {
    static final Problem UNREADABLE = Problem.badRequest("The body cannot be read.");
    static final Problem NO_ROOM = Problem.unavailable("Too many request bodies are being read; try again.");

    private final IntPredicate hold;
    private final int maxBytes;
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();

    // Used by one container thread at a time.
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[4 << 10];
    private ServletInputStream in;

    private RequestBody(IntPredicate hold, int maxBytes) {
        this.hold = hold;
        this.maxBytes = maxBytes;
    }

    /**
     * Begins to read.
     *
     * @param hold reserves memory for so many bytes more; false if there is none
     */
    static RequestBody read(HttpServletRequest request, IntPredicate hold, int maxBytes) throws IOException {
        RequestBody body = new RequestBody(hold, maxBytes);
        body.in = request.getInputStream();
        if (body.in.isFinished()) { // Tomcat tells of it only if one of its own threads has set the listener
            body.onAllDataRead();
        } else {
            body.in.setReadListener(body);
        }
        return body;
    }

    /**
     * Returns the body; or a {@link RefusedException} if it is too long, broken, or was {@linkplain #refuse given up}.
     */
    CompletableFuture<byte[]> result() {
        return result;
    }

    /** Returns the number of bytes read. */
    int bytes() {
        return read.size();
    }

    /** Stops reading; does nothing if the body is complete. */
    void refuse(Problem problem) {
        result.completeExceptionally(new RefusedException(problem));
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!result.isDone() && in.isReady() && !in.isFinished()) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            if (read.size() + count > maxBytes) {
                refuse(Problem.tooLarge("The body has more than " + maxBytes + " bytes."));
            } else if (!hold.test(count)) {
                refuse(NO_ROOM);
            } else {
                read.write(buffer, 0, count);
            }
        }
    }

    @Override
    public void onAllDataRead() {
        result.complete(read.toByteArray());
    }

    @Override
    public void onError(Throwable failure) {
        refuse(UNREADABLE);
    }
}
