package dev.sluice.connection;

import dev.sluice.jetty.JettyWire;
import dev.sluice.sse.EventBuffer;
import dev.sluice.time.Ticker;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** A real servlet container in which each {@code GET /sse} is a {@link BrowserConnection}. */
final class StreamContainer implements AutoCloseable {
    /** Small, so that a slow reader shows often that it reads. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    /** The containers that the jar and the WAR run in. */
    enum Kind {
        JAR,
        WAR_IN_JETTY,
        WAR_IN_TOMCAT
    }

    /** A connection, with what its listener has heard. */
    static final class Opened implements BrowserConnection.Listener {
        private final BlockingQueue<Opened> announced;
        private volatile BrowserConnection connection;
        private final AtomicInteger closed = new AtomicInteger();

        private Opened(BlockingQueue<Opened> announced) {
            this.announced = announced;
        }

        BrowserConnection connection() {
            return connection;
        }

        int closed() {
            return closed.get();
        }

        @Override
        public void drained(BrowserConnection one) {
            if (connection == null) {
                connection = one;
                announced.add(this);
            }
        }

        @Override
        public void closed(BrowserConnection one) {
            closed.incrementAndGet();
        }
    }

    private static final class StreamServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient BlockingQueue<Opened> opened;
        private final transient WireFactory wires;

        private StreamServlet(BlockingQueue<Opened> opened, WireFactory wires) {
            this.opened = opened;
            this.wires = wires;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Content-Type", "text/event-stream");
            response.setHeader("Connection", "close");
            response.getOutputStream().write(new EventBuffer(8).comment("ok").toByteBuffer());
            response.flushBuffer();
            BrowserConnection.open(
                    wires.wire(request),
                    Heartbeat.COMMENT,
                    Ticker.SYSTEM,
                    new WaitingMemory(1 << 20),
                    new Opened(opened));
        }
    }

    private final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
    private final AutoCloseable container;
    private final int port;

    /** The jar's, and no fallback for when Jetty's insides have changed. */
    private static Wire fastWire(HttpServletRequest request) throws IOException {
        Wire wire = JettyWire.of(request);
        if (!(wire instanceof JettyWire)) {
            throw new AssertionError("Jetty's connection is no socket any more: " + wire);
        }
        return wire;
    }

    StreamContainer(Kind kind) throws Exception {
        HttpServlet servlet = new StreamServlet(opened, kind == Kind.JAR ? StreamContainer::fastWire : ServletWire::of);
        if (kind != Kind.WAR_IN_TOMCAT) {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
            server.addConnector(connector);
            ServletContextHandler handler = new ServletContextHandler("/");
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            handler.addServlet(holder, "/sse");
            server.setHandler(handler);
            server.start();
            port = connector.getLocalPort();
            container = () -> LifeCycle.stop(server);
        } else {
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(Files.createTempDirectory("sluice-tomcat").toString());
            tomcat.setPort(0);
            tomcat.getConnector().setProperty("socket.txBufSize", String.valueOf(SEND_BUFFER_BYTES));
            Context context = tomcat.addContext("", null);
            var wrapper = Tomcat.addServlet(context, "sse", servlet);
            wrapper.setAsyncSupported(true);
            wrapper.addMapping("/sse");
            tomcat.start();
            port = tomcat.getConnector().getLocalPort();
            container = () -> {
                tomcat.stop();
                tomcat.destroy();
            };
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/sse");
    }

    /** Waits for the next connection whose prelude has left. */
    Opened next() throws InterruptedException {
        Opened next = opened.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no connection came");
        }
        return next;
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
