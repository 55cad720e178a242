package dev.sluice.jetty;

import dev.sluice.config.Settings;
import dev.sluice.http.HttpInterface;
import dev.sluice.servlet.SluiceListener;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A Jetty with the node and the pages in it. */
public final class JettyServer implements AutoCloseable {
    /**
     * The kernel's buffer for a browser that does not read; by default, some megabytes. A slow browser shows progress
     * each time a third of the buffer has left.
     */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    /** The threads for requests that are not streams; streams need none. */
    private static final int MAX_THREADS = 32;

    /** The room for long cookies, and for streams of a hundred channels with long names. */
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    /** The longest time without progress of a body. */
    private static final long MAX_SILENCE_MILLIS = 30_000;

    /** The connections that may wait to be accepted: all browsers come at once when a node comes back. */
    private static final int ACCEPT_QUEUE = 4096;

    private final Server server;
    private final ServerConnector connector;
    private final SluiceListener node;

    /**
     * Makes a server that is not started yet.
     *
     * @param node the listener that adds the node
     */
    public JettyServer(Settings settings, SluiceListener node) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("sluice-http");
        server = new Server(threads);

        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEAD_BYTES);
        // Each connection would keep its cache for its next request; a stream's has none.
        http.setHeaderCacheSize(0);
        // A queue's name in a path may have any character; it names no file.
        http.setUriCompliance(UriCompliance.UNSAFE);
        // For streams without a JettyWire: the node cuts those that are stuck, before Jetty would.
        http.setIdleTimeout(Math.max(
                MAX_SILENCE_MILLIS, settings.stallTimeout().multipliedBy(2).toMillis()));
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.keepAlive().toMillis());
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        SlowHeads handler = new SlowHeads(connector.getScheduler(), new UnreadAnswers(context(node)), Ticker.SYSTEM);
        connector.addEventListener(handler);
        server.setHandler(handler);
        this.node = node;
        server.setErrorHandler(new ProblemErrorHandler());
    }

    private ServletContextHandler context(SluiceListener node) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addEventListener(node);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setBaseResource(Objects.requireNonNull(
                ResourceFactory.of(context).newClassLoaderResource("webapp/"), "the pages are missing from the jar"));
        ServletHolder pages = new ServletHolder("pages", DefaultServlet.class);
        pages.setInitParameter("dirAllowed", "false");
        pages.setInitParameter("cacheControl", "no-cache");
        context.addServlet(pages, "/");
        context.setWelcomeFiles(new String[] {"index.html"});
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler() {
            @Override
            public boolean errorPageForMethod(String method) {
                return true; // not of GET and POST only
            }
        };
        errors.addErrorPage(400, 599, HttpInterface.ERROR_PATH);
        context.setErrorHandler(errors);
        return context;
    }

    /** @throws IOException if the port is taken */
    public void start() throws Exception {
        SendQueue.load();
        server.start();
    }

    /** Returns the port of the server. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        node.leave();
        // Before the goodbyes: proxies prefer the node with the fewest streams, and browsers would come back here.
        connector.close();
        node.close();
        LifeCycle.stop(server);
    }
}
