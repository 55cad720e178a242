package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials;
import dev.sluice.access.Credentials.Place;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.testing.HttpText;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that no web server would give. */
class HostileApplicationTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final List<Need> INBOX = List.of(new Need(Right.TAKE, "inbox:42"));

    private ServerSocket server;
    private HttpApplication application;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(60_000);
        application = new HttpApplication(
                URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"),
                Ticker.SYSTEM,
                InstantSource.system(),
                1L << 30);
        application.start();
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
        server.close();
    }

    private CompletableFuture<Access> ask(String cookies) {
        return application.ask(
                new Credentials(Optional.empty(), Place.NONE, Optional.of(cookies), Optional.empty(), Optional.empty()),
                INBOX);
    }

    private Socket accept() throws IOException {
        Socket connection = server.accept();
        connection.setSoTimeout(60_000);
        HttpText.readHead(connection);
        return connection;
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET\r\n\r\n",
                "HTTP/1.1 SECRET\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: SECRET\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nSECRET\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nSECRET",
            })
    void brokenAnswersAreUnavailable(String answer) throws Exception {
        CompletableFuture<Access> result = ask("a=1");
        try (Socket connection = accept()) {
            write(connection, answer);
        }
        AccessException refusal = Failures.of(result);
        assertEquals(Kind.UNAVAILABLE, refusal.kind());
        assertFalse(refusal.getMessage().contains("SECRET"), refusal.getMessage());
    }

    /** Drips for as long as it is listened to. */
    private static void drip(Socket connection) throws Exception {
        try {
            while (true) {
                write(connection, " ");
                Thread.sleep(100);
            }
        } catch (SocketException closed) {
            connection.close();
        }
    }

    @Test
    void slowAnswersAreUnavailableAndCut() throws Exception {
        CompletableFuture<Access> silent = ask("a=silent");
        try (Socket toSilent = accept()) {
            CompletableFuture<Access> slow = ask("a=slow");
            try (Socket toSlow = accept()) {
                write(toSlow, HEAD + "\r\n{");
                drip(toSlow);
                assertEquals(Kind.UNAVAILABLE, Failures.of(slow).kind());
                assertEquals(Kind.UNAVAILABLE, Failures.of(silent).kind());
                assertEquals(-1, toSilent.getInputStream().read());
            }
        }
    }

    @Test
    void bodiesWithoutEndAreCut() throws Exception {
        CompletableFuture<Access> result = ask("a=1");
        try (Socket connection = accept()) {
            write(connection, HEAD + "\r\n");
            String block = " ".repeat(8 * 1024);
            int written = 0;
            try {
                for (; written < 1_000_000; written++) {
                    write(connection, block);
                }
            } catch (SocketException closed) {
                // As it should.
            }
            assertTrue(written < 1_000_000);
            assertTrue(Failures.of(result).getMessage().contains("64 KiB"));
        }
    }

    @Test
    void answersThatNeverBeginAreUnavailable() throws Exception {
        CompletableFuture<Access> result = ask("a=1");
        CountDownLatch closed = new CountDownLatch(1);
        result.whenComplete((access, failure) -> closed.countDown());
        server.setSoTimeout(200);
        int asked = 0;
        while (closed.getCount() > 0) {
            try {
                accept().close();
                asked++;
            } catch (SocketTimeoutException e) {
                // It is asked no more, and the result comes.
            }
        }
        assertEquals(Kind.UNAVAILABLE, Failures.of(result).kind());
        assertTrue(asked <= 5, "asked " + asked + " times");
    }

    @Test
    void aConnectionClosedBetweenRequestsDoesNotMatter() throws Exception {
        String answer = HEAD + "Content-Length: 24\r\n\r\n{\"take\": [\"inbox:42\"]}  ";
        CompletableFuture<Access> first = ask("a=1");
        CompletableFuture<Access> second;
        try (Socket kept = accept()) {
            write(kept, answer);
            assertTrue(first.get(60, TimeUnit.SECONDS).permits(INBOX.get(0)));
            second = ask("a=2");
            HttpText.readHead(kept); // closed with the request in it
        }
        try (Socket anew = accept()) {
            write(anew, answer);
            assertTrue(second.get(60, TimeUnit.SECONDS).permits(INBOX.get(0)));
        }
    }
}
