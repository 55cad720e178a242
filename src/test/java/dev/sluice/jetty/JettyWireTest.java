package dev.sluice.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.connection.Wire;
import dev.sluice.connection.WireListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wire whose listener hears of its end, however that comes. */
class JettyWireTest {
    private final CountDownLatch writable = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Server server = new Server();
    private ServerConnector connector;

    private final class Opening extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Connection", "close");
            response.flushBuffer();
            Wire wire = JettyWire.of(request);
            wire.open(new WireListener() {
                @Override
                public void writable() {
                    writable.countDown();
                }

                @Override
                public void ended() {
                    ended.countDown();
                }
            });
            if (request.getRequestURI().equals("/fails")) {
                throw new IOException("the peer has left meanwhile");
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Opening()), "/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opens", "/fails"})
    void aListenerHearsOfTheEnd(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (path.equals("/opens")) {
                assertTrue(writable.await(1, TimeUnit.MINUTES), "not writable");
                assertEquals(1, ended.getCount());
                socket.close();
            }
            assertTrue(ended.await(1, TimeUnit.MINUTES), "the end is not told");
        }
    }
}
