package dev.sluice.redis.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** Against a server that answers OK to each command but the first, which is HELLO. */
class LinkPoolTest {
    private final AtomicLong now = new AtomicLong(TimeUnit.HOURS.toNanos(1));
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;
    private HostAndPort address;
    private LinkPool pool;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        address = new HostAndPort("127.0.0.1", server.getLocalPort());
        run(this::accept);
        pool = new LinkPool(
                new RedisAddress(RedisUrlParser.parse("redis://" + address), Duration.ofSeconds(30)), "test", now::get);
    }

    @AfterEach
    void stop() throws Exception {
        pool.close();
        server.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The end of a connection, or of the test.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            connections.incrementAndGet();
            run(() -> {
                String answer = "*2\r\n+proto\r\n:2\r\n";
                for (int next = client.getInputStream().read();
                        next >= 0;
                        next = client.getInputStream().read()) {
                    if (next == '*') { // each command begins with it, and none here has another
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        answer = "+OK\r\n";
                    }
                }
                client.close();
            });
        }
    }

    private void ask(PooledLink link) {
        link.requireOpen();
        link.send(new CommandArguments(Command.PING));
        assertEquals(1, link.receive(1).size());
    }

    @Test
    void connectionIsKeptForTheNextBatch() {
        PooledLink first = pool.take(address);
        PooledLink other = pool.take(address);
        assertNotSame(first, other);
        ask(first);
        pool.giveBack(List.of(first));
        assertSame(first, pool.take(address));
        ask(first);
        assertEquals(1, connections.get());
    }

    @Test
    void droppedConnectionsAreNotUsedAgain() {
        PooledLink idle = pool.take(address);
        PooledLink used = pool.take(address);
        ask(idle);
        ask(used);
        pool.giveBack(List.of(idle));
        pool.drop();
        ask(used); // its batch finishes
        pool.giveBack(List.of(used));
        PooledLink next = pool.take(address);
        assertNotSame(idle, next);
        assertNotSame(used, next);
        ask(next);
        assertEquals(3, connections.get());
    }

    @Test
    void longIdleConnectionIsReplaced() {
        PooledLink link = pool.take(address);
        ask(link);
        pool.giveBack(List.of(link));
        now.addAndGet(TimeUnit.SECONDS.toNanos(31));
        PooledLink again = pool.take(address);
        ask(again);
        assertEquals(2, connections.get());
    }

    @Test
    void serverThatIsAwayIsNotConnected() throws Exception {
        try (Socket silent = new Socket()) {
            silent.bind(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // so that nobody else listens there
            PooledLink link = pool.take(new HostAndPort("127.0.0.1", silent.getLocalPort()));
            assertThrows(NotConnectedException.class, link::requireOpen);
        }
    }

    /** The server answers what comes before the batch, and reads nothing. */
    @Test
    void writeToAVanishedServerEnds() throws Exception {
        try (ServerSocket vanished = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PooledLink link = pool.take(new HostAndPort("127.0.0.1", vanished.getLocalPort()));
            CompletableFuture<Void> batch = CompletableFuture.runAsync(() -> {
                link.requireOpen();
                link.send(new CommandArguments(Command.PUBLISH).add("chat").add(new byte[64 << 20]));
            });
            try (Socket client = vanished.accept()) {
                String answers = "*2\r\n+proto\r\n:2\r\n" + "+OK\r\n".repeat(10); // more than it waits for
                client.getOutputStream().write(answers.getBytes(StandardCharsets.US_ASCII));
                Await.until("the end of the write", () -> {
                    pool.endWriting();
                    return batch.isDone();
                });
                Throwable cause =
                        assertThrows(CompletionException.class, batch::join).getCause();
                assertFalse(cause instanceof NotConnectedException, "it was not the write that ended");
            }
        }
    }
}
