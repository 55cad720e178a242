package dev.sluice.http.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.time.Ticker;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a refusal does to the connection of its request. */
class AsyncRequestsTest {
    private final AsyncRequests requests = new AsyncRequests(64 << 20, Ticker.SYSTEM);
    private final Server server = new Server();
    private ServerConnector connector;

    private final class Refusing extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            requests.refuse(request, response, Problem.badRequest("No."));
        }
    }

    @BeforeEach
    void start() throws Exception {
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(new Refusing());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        requests.close();
    }

    /** Returns how many of two equal requests on one connection are answered. */
    private int answersToTwo(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((request + request).getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answers.split("HTTP/1\\.1 400 ", -1).length - 1;
        }
    }

    @Test
    void withoutABodyTheConnectionStays() throws IOException {
        assertEquals(2, answersToTwo("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"));
    }

    @Test
    void withABodyTheConnectionEnds() throws IOException {
        assertEquals(1, answersToTwo("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab"));
    }
}
