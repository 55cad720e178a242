package dev.sluice.bridge.source;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Sentences about failures of the network below a broker's client. */
public final class NetworkFault {
    private NetworkFault() {}

    /** Returns what the broker does, as the end of a sentence about it; empty if its network is not the cause. */
    public static Optional<String> of(Throwable failure) {
        Throwable cause = Causes.deepest(failure);
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return Optional.of("cannot be reached: its host is not known");
        }
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return Optional.of("does not answer in time");
        }
        if (cause instanceof NoRouteToHostException) {
            return Optional.of("cannot be reached: there is no route to its host");
        }
        if (cause instanceof ConnectException) { // also if a firewall drops what is sent
            return Optional.of("cannot be reached: it accepts no connections");
        }
        if (cause instanceof EOFException || cause instanceof SocketException) {
            return Optional.of("has closed the connection");
        }
        return Causes.find(SSLException.class, failure).map(tls -> "cannot be reached over TLS: " + cause.getMessage());
    }
}
