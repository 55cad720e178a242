package dev.sluice.testing;

import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;

/** A Jetty with a WAR at its root, set as its distribution is; it stops at SIGTERM. */
public final class JettyWar {
    private static final int STOP_MILLIS = 5_000;

    private JettyWar() {}

    /** @param args the port, and the WAR's path */
    public static void main(String[] args) throws Exception {
        Server server = new Server(Integer.parseInt(args[0]));
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setWar(args[1]);
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.setStopTimeout(STOP_MILLIS);
        server.start();
        server.join();
    }
}
