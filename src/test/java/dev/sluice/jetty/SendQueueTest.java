package dev.sluice.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import dev.sluice.testing.Await;
import dev.sluice.testing.Parts;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fails when the JDK or the kernel no longer offer what {@link SendQueue} needs. */
class SendQueueTest {
    private ServerSocketChannel server;
    private SocketChannel browser;
    private SocketChannel node;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Platform.isLinux());
        server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        browser = SocketChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        browser.connect(server.getLocalAddress());
        node = server.accept();
        node.configureBlocking(false);
    }

    @AfterEach
    void close() throws Exception {
        Parts.close(server, browser, node);
    }

    private long writeUntilTheKernelTakesNoMore() throws Exception {
        long written = 0;
        for (int count = 1; count > 0; written += count) {
            count = node.write(ByteBuffer.allocate(1000));
        }
        return written;
    }

    @Test
    void theKernelIsAskedHere() {
        assertTrue(SendQueue.isAvailable());
        assertEquals(0, SendQueue.bytes(node));
    }

    @Test
    @DisplayName("What the peer has no room for is not acknowledged until it reads")
    void unreadBytesAreNotAcknowledged() throws Exception {
        long written = writeUntilTheKernelTakesNoMore();
        long waiting = SendQueue.bytes(node);
        assertTrue(waiting > written / 2 && waiting < written, waiting + " of " + written);
        ByteBuffer all = ByteBuffer.allocate((int) written);
        while (all.hasRemaining()) {
            browser.read(all);
        }
        Await.until("it is acknowledged", () -> SendQueue.bytes(node) == 0);
    }

    @Test
    void ofAClosedChannelNothingCountsAsAcknowledged() throws Exception {
        node.close();
        assertEquals(Long.MAX_VALUE, SendQueue.bytes(node));
    }
}
