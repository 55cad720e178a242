package dev.sluice.access.token;

import dev.sluice.access.client.BoundedClient;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Requests for the document with an issuer's keys. Follows no redirect. */
final class KeySetRequest implements AutoCloseable {
    /** The name of the threads that ask issuers. */
    static final String THREAD = "sluice-keys";

    /** The most bytes of the document. */
    static final int MAX_BYTES = 256 * 1024;

    private final HttpRequest request;
    private final Duration timeout;
    private final ScheduledExecutorService timer;

    private final BoundedClient client;
    private CompletableFuture<?> running = new CompletableFuture<>(); // guarded by this

    /**
     * @param timeout the time for the whole answer
     * @param timer ends requests that take too long
     * @throws IllegalArgumentException if this is no address of a web server
     */
    KeySetRequest(URI address, Duration timeout, ScheduledExecutorService timer) {
        this.request = HttpRequest.newBuilder(address)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        this.timeout = timeout;
        this.timer = timer;
        this.client = new BoundedClient(THREAD, MAX_BYTES, timeout, ProxySelector.getDefault());
    }

    /** Returns the document. No thread waits. */
    synchronized CompletableFuture<byte[]> send() {
        CompletableFuture<HttpResponse<Optional<byte[]>>> answer = client.send(request);
        running = answer;
        timer.schedule(() -> answer.cancel(true), timeout.toNanos(), TimeUnit.NANOSECONDS);
        return answer.thenApply(KeySetRequest::document);
    }

    private static byte[] document(HttpResponse<Optional<byte[]>> answer) {
        if (answer.statusCode() != 200) {
            throw new CompletionException(new IOException("it answers with the status " + answer.statusCode()));
        }
        return answer.body()
                .orElseThrow(() ->
                        new CompletionException(new IOException("its answer is longer than " + MAX_BYTES + " bytes")));
    }

    @Override
    public synchronized void close() {
        running.cancel(true);
        client.close();
    }
}
