package dev.sluice.testing;

import java.lang.management.ManagementFactory;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.jmx.MBeanContainer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty with a WAR, set as its distribution is with the modules http2c, jmx and network-connection-limit; it stops at SIGTERM. */
public final class JettyWar {
    private static final int STOP_MILLIS = 5_000;

    private JettyWar() {}

    /** @param args the port, the context path, the WAR's path, and the most connections; 0 for any number */
    public static void main(String[] args) throws Exception {
        Server server = new Server();
        server.addBean(new MBeanContainer(ManagementFactory.getPlatformMBeanServer()));
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                server, new HttpConnectionFactory(configuration), new HTTP2CServerConnectionFactory(configuration));
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        int limit = Integer.parseInt(args[3]);
        if (limit > 0) {
            server.addBean(new NetworkConnectionLimit(limit, server));
        }
        WebAppContext context = new WebAppContext();
        context.setContextPath(args[1]);
        context.setWar(args[2]);
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.setStopTimeout(STOP_MILLIS);
        server.start();
        server.join();
    }
}
