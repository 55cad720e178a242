package dev.sluice.connection;

import jakarta.servlet.ServletContext;

/** In what servlet containers differ where their specification says nothing. */
public final class Containers {
    private Containers() {}

    /**
     * Whether {@code AsyncContext.complete()} during a write ends the connection at once, as in Jetty. Other containers,
     * such as Tomcat, finish what they were given, by a thread that waits for the peer.
     */
    public static boolean abortOnComplete(ServletContext context) {
        return context.getServerInfo().startsWith("jetty/");
    }
}
