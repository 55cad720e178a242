package dev.sluice.access.client;

import dev.sluice.threads.Threads;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;

/** An HTTP client with a bound on bodies. It follows no redirect and keeps no cookie. Thread-safe. */
public final class BoundedClient implements AutoCloseable {
    /** More than one, because looking up a host's name blocks its thread. */
    private static final int THREADS = 4;

    private final int maxBodyBytes;
    private final Duration connectTimeout;
    private final ProxySelector proxy;
    private final ThreadPoolExecutor threads;
    /** Made late, because it begins a thread. Guarded by this. */
    private HttpClient client;

    /**
     * @param name the name of the threads
     * @param proxy the proxies to use
     */
    public BoundedClient(String name, int maxBodyBytes, Duration connectTimeout, ProxySelector proxy) {
        this.maxBodyBytes = maxBodyBytes;
        this.connectTimeout = connectTimeout;
        this.proxy = proxy;
        // What waits has a bound elsewhere: a few steps of each request that is under way.
        threads = Threads.pool(name, THREADS, Integer.MAX_VALUE);
    }

    /** Returns the executor of the client. */
    public Executor threads() {
        return threads;
    }

    /**
     * Sends a request. If the peer closes a connection that was kept open just then, the JDK's client sends a GET once more,
     * and no POST.
     *
     * @return the answer, with an empty body if that is longer than the bound; or the failure: nothing is thrown
     */
    public CompletableFuture<HttpResponse<Optional<byte[]>>> send(HttpRequest request) {
        try {
            return client().sendAsync(request, head -> new BoundedBody(maxBodyBytes));
        } catch (RuntimeException | Error e) { // no descriptor or thread is left, say; there may be one next time
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(Version.HTTP_1_1)
                    .followRedirects(Redirect.NEVER)
                    .proxy(proxy)
                    .connectTimeout(connectTimeout)
                    .executor(threads)
                    .build();
        }
        return client;
    }

    /** Ends the threads, after what they do at present. */
    @Override
    public void close() {
        Threads.finish(threads);
    }
}
