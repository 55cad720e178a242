package dev.sluice.standalone;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes the kernel holds of a socket that the peer's kernel has not acknowledged. Linux only, and only if the
 * JVM lets it: Java has no API for this. A call takes about a microsecond. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7), SIOCOUTQ</a>
 */
final class SendQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);

    /** The request's number on all processors that use the kernel's generic numbers, as these two do. */
    private static final NativeLong SIOCOUTQ = new NativeLong(0x5411);

    /** Finds a channel's file descriptor; null if the kernel cannot be asked. */
    private static final MethodHandle DESCRIPTOR = find();

    private SendQueue() {}

    private static MethodHandle find() {
        try {
            if (!Platform.isLinux() || !Platform.ARCH.equals("x86-64") && !Platform.ARCH.equals("aarch64")) {
                throw new UnsupportedOperationException("it is not Linux on x86-64 or aarch64");
            }
            Native.register(SendQueue.class, (String) null);
            // Opened to us by Add-Opens in the jar's manifest.
            Class<?> channels = Class.forName("sun.nio.ch.SelChImpl");
            return MethodHandles.privateLookupIn(channels, MethodHandles.lookup())
                    .findVirtual(channels, "getFDVal", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, SocketChannel.class));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warn(
                    "The kernel does not tell what browsers have acknowledged, so a message of a queue in mode sent counts as"
                            + " delivered once it was sent and the connection stayed: {}",
                    e.toString());
            return null;
        }
    }

    private static native int ioctl(int descriptor, NativeLong request, int[] answer);

    /** Whether {@link #bytes} can be asked for. */
    static boolean isKnown() {
        return DESCRIPTOR != null;
    }

    /**
     * The bytes that were written and not acknowledged.
     *
     * @return {@link Long#MAX_VALUE} if the channel is closed or the kernel refuses
     * @throws IllegalStateException if they are not {@linkplain #isKnown known}
     */
    static long bytes(SocketChannel channel) {
        if (!isKnown()) {
            throw new IllegalStateException("the kernel cannot be asked");
        }
        int[] answer = new int[1];
        try {
            int result = ioctl((int) DESCRIPTOR.invokeExact(channel), SIOCOUTQ, answer);
            // Looked at afterwards: a closed channel's descriptor may be another socket's by now.
            return result == 0 && channel.isOpen() ? answer[0] : Long.MAX_VALUE;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
