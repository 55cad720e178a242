package dev.sluice.testing;

import dev.sluice.sse.SpecParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * A stream of a browser that speaks HTTP/1.1, or HTTP/2 with all its streams on one connection. To close it resets the
 * stream, as a closed tab does. Thread-safe.
 */
public final class HttpStream implements AutoCloseable, Flow.Subscriber<List<ByteBuffer>> {
    private final boolean reads;

    // Guarded by this.
    private final SpecParser parser = new SpecParser();
    private Flow.Subscription subscription;
    private boolean closed;
    private boolean ended;

    private HttpStream(boolean reads) {
        this.reads = reads;
    }

    /** Opens a stream. */
    public static HttpStream open(HttpClient browser, URI uri) {
        return start(browser, uri, true);
    }

    /** Opens a stream and reads nothing of it. */
    public static HttpStream openUnread(HttpClient browser, URI uri) {
        return start(browser, uri, false);
    }

    private static HttpStream start(HttpClient browser, URI uri, boolean reads) {
        HttpStream stream = new HttpStream(reads);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "text/event-stream")
                .build();
        browser.sendAsync(request, HttpResponse.BodyHandlers.fromSubscriber(stream));
        return stream;
    }

    /** Waits until the node has said that it is connected. */
    public HttpStream awaitConnected() throws Exception {
        Await.until("the stream's begin", () -> hasEvent("sluice:connected"));
        return this;
    }

    private synchronized boolean hasEvent(String type) {
        return parser.events().stream().anyMatch(event -> event.type().equals(type));
    }

    /** Returns the data of the messages that came. */
    public synchronized List<String> messages() {
        return new ArrayList<>(parser.events().stream()
                .filter(event -> event.type().equals("message"))
                .map(SpecParser.Event::data)
                .toList());
    }

    public HttpStream awaitMessages(int count) throws Exception {
        Await.until(count + " messages", () -> messages().size() >= count);
        return this;
    }

    /** Returns true if the node has said when to come back. */
    public synchronized boolean hasRetry() {
        return parser.retries() > 0;
    }

    /** Returns true if the other side has ended the stream. */
    public synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else if (reads) {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> bytes) {
        bytes.forEach(parser::feed);
    }

    @Override
    public synchronized void onError(Throwable failure) {
        ended = true;
    }

    @Override
    public synchronized void onComplete() {
        ended = true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
