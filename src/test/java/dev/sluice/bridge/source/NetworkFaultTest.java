package dev.sluice.bridge.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class NetworkFaultTest {
    private static String of(Exception cause) {
        return NetworkFault.of(new IOException("tcp://h:1?password=secret", cause))
                .orElseThrow();
    }

    @Test
    void firstCauseMakesTheSentence() {
        assertEquals("cannot be reached: its host is not known", of(new UnknownHostException("h")));
        assertEquals("does not answer in time", of(new SocketTimeoutException()));
        assertEquals("cannot be reached: it accepts no connections", of(new ConnectException("refused")));
        assertEquals("cannot be reached: there is no route to its host", of(new NoRouteToHostException()));
        assertEquals("has closed the connection", of(new EOFException()));
        assertEquals("cannot be reached over TLS: no path", of((Exception)
                new SSLHandshakeException("failed").initCause(new IllegalStateException("no path"))));
    }

    @Test
    void otherFailuresAreNotOfTheNetwork() {
        assertEquals(Optional.empty(), NetworkFault.of(new IllegalStateException("?")));
    }
}
