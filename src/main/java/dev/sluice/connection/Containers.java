package dev.sluice.connection;

import jakarta.servlet.ServletContext;

/** The differences of servlet containers that their specification leaves open. */
public final class Containers {
    private Containers() {}

    /**
     * Returns true if {@code AsyncContext.complete()} during a write ends the connection at once, as in Jetty. Other
     * containers, such as Tomcat, finish the write, with a thread that waits for the peer.
     */
    public static boolean abortOnComplete(ServletContext context) {
        return context.getServerInfo().startsWith("jetty/");
    }
}
