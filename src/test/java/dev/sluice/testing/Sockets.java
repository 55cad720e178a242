package dev.sluice.testing;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The addresses and TCP connections of this machine, these as Linux tells of them. */
public final class Sockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final String ESTABLISHED = "01";

    private Sockets() {}

    /** An address of this machine that is not the loopback's; a sandbox may have none. */
    public static Optional<String> otherAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .map(InetAddress::getHostAddress);
    }

    /** How many connections to a local port are open on its side. */
    public static long established(int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        long count = 0;
        for (Path table : TABLES) {
            count += Files.readAllLines(table).stream()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns[LOCAL_ADDRESS].endsWith(suffix) && columns[STATE].equals(ESTABLISHED))
                    .count();
        }
        return count;
    }
}
