package dev.sluice.testing;

import dev.sluice.sse.SpecParser;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Browsers with an EventSource each, on one thread. They take numbered messages and enter them into a {@link Ledger};
 * what the thread does they do, so the ledger's times are those of the receipt.
 */
public final class Browsers implements AutoCloseable {
    /** Hears of each message as a page does. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called by the one thread of all browsers, so it must not wait.
         *
         * @param browser its number, from 0
         * @param address where its stream comes from
         */
        void received(int browser, URI address, SpecParser.Event event);
    }

    private static final int PAUSE_MILLIS = 20;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final List<Browser> browsers;
    private final Thread thread = new Thread(this::run, "browsers");

    private volatile boolean closed;
    private volatile RuntimeException failure;

    private Browsers(List<String> cookies, List<URI> addresses, Ledger ledger, Listener listener) throws IOException {
        browsers = IntStream.range(0, cookies.size())
                .mapToObj(number ->
                        new Browser(number, addresses, selector, listener, ledger, cookieLine(cookies.get(number))))
                .toList();
        thread.setDaemon(true);
        thread.start();
    }

    private static String cookieLine(String cookies) {
        return cookies.isEmpty() ? "" : "Cookie: " + cookies + "\r\n";
    }

    /** @param addresses of the streams; each browser asks the next one after each cut */
    public static Browsers open(int count, List<URI> addresses, Ledger ledger, Listener listener) throws IOException {
        return new Browsers(Collections.nCopies(count, ""), addresses, ledger, listener);
    }

    /** Opens a browser for each of these cookies. */
    public static Browsers withCookies(List<String> cookies, URI address) throws IOException {
        return new Browsers(cookies, List.of(address), new Ledger(), (browser, from, event) -> {});
    }

    public static Browsers open(int count, List<URI> addresses, Ledger ledger) throws IOException {
        return open(count, addresses, ledger, (browser, address, event) -> {});
    }

    private void run() {
        try {
            while (!closed) {
                long now = System.nanoTime();
                synchronized (this) {
                    browsers.forEach(browser -> browser.connectIfDue(now));
                }
                selector.select(this::proceed, PAUSE_MILLIS);
            }
        } catch (IOException | RuntimeException e) {
            failure = new IllegalStateException("the browsers have stopped", e);
        }
    }

    private synchronized void proceed(SelectionKey key) {
        if (key.isValid()) {
            ((Browser) key.attachment()).proceed(buffer);
        }
    }

    /** How many streams are open. */
    public int open() {
        return (int)
                browsers.stream().map(Browser::openAt).filter(Objects::nonNull).count();
    }

    /** How many streams from this address are open. */
    public int openAt(URI address) {
        return (int) browsers.stream()
                .filter(browser -> address.equals(browser.openAt()))
                .count();
    }

    /** The answers that would have ended an EventSource for good. */
    public List<String> refusals() {
        if (failure != null) {
            throw failure;
        }
        return browsers.stream().map(Browser::refusal).filter(Objects::nonNull).toList();
    }

    /** Says that what came from this address lately may come again, though its streams are not cut. */
    public synchronized void broke(URI address) {
        browsers.stream().filter(browser -> address.equals(browser.openAt())).forEach(Browser::broke);
    }

    public Browsers awaitOpen(int count) throws Exception {
        Await.until(count + " open streams", () -> refusals().isEmpty() && open() >= count);
        return this;
    }

    /** As tabs that are closed. */
    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        selector.wakeup();
        thread.join();
        browsers.forEach(Browser::close);
        selector.close();
    }
}
