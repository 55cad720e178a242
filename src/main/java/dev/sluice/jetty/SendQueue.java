package dev.sluice.jetty;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a socket that the peer's kernel has not acknowledged. Linux only, and only if the JVM permits it: Java
 * has no API for this. A call takes about a microsecond. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7), SIOCOUTQ</a>
 */
final class SendQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);

    /** The request's number on x86-64 and aarch64. */
    private static final long SIOCOUTQ = 0x5411;

    /** The method that returns a channel's file descriptor. */
    private static MethodHandle descriptor;

    private static final boolean AVAILABLE = prepare();

    private SendQueue() {}

    private static boolean prepare() {
        try {
            if (!Platform.isLinux() || !Platform.ARCH.equals("x86-64") && !Platform.ARCH.equals("aarch64")) {
                throw new UnsupportedOperationException("it is not Linux on x86-64 or aarch64");
            }
            Native.register(SendQueue.class, (String) null);
            // Opened to us by Add-Opens in the jar's manifest.
            Class<?> channels = Class.forName("sun.nio.ch.SelChImpl");
            descriptor = MethodHandles.privateLookupIn(channels, MethodHandles.lookup())
                    .findVirtual(channels, "getFDVal", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, SocketChannel.class));
            requireAnswer();
            return true;
        } catch (IOException
                | ReflectiveOperationException
                | RuntimeException
                | Error e) { // JNA throws plain errors, too
            LOG.warn(
                    "The kernel does not tell what browsers have acknowledged, so a message of a queue in mode sent counts as"
                            + " delivered if the connection is still open after it was sent: {}",
                    e.toString());
            return false;
        }
    }

    /** Tries the call, since some sandboxes and emulators have it and refuse it. */
    private static void requireAnswer() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
            if (ask(channel, new int[1]) != 0) {
                throw new IOException("the kernel refuses SIOCOUTQ");
            }
        }
    }

    /** Finds out now if the kernel can be asked, or the first message would wait for that; logs if it cannot. */
    static void load() {
        // The class is initialized by the call.
    }

    private static native int ioctl(int descriptor, long request, int[] answer);

    /** Returns true if {@link #bytes} can be called. */
    static boolean isAvailable() {
        return AVAILABLE;
    }

    /**
     * Returns the number of bytes that were written and not acknowledged.
     *
     * @return {@link Long#MAX_VALUE} if the channel is closed, 0 if the kernel refuses to tell
     * @throws IllegalStateException if they are not {@linkplain #isAvailable available}
     */
    static long bytes(SocketChannel channel) {
        if (!AVAILABLE) {
            throw new IllegalStateException("the kernel cannot be asked");
        }
        int[] answer = new int[1];
        int result = ask(channel, answer);
        // Checked afterwards: a closed channel's descriptor may be another socket's by now.
        if (!channel.isOpen()) {
            return Long.MAX_VALUE;
        }
        return result == 0 ? answer[0] : 0;
    }

    private static int ask(SocketChannel channel, int[] answer) {
        try {
            return ioctl((int) descriptor.invokeExact(channel), SIOCOUTQ, answer);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
