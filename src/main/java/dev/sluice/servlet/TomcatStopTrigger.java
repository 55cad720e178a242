package dev.sluice.servlet;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * The trigger when Tomcat begins to stop the application, for SIGTERM, an undeployment or a reload. Does nothing in
 * other containers, and in a Tomcat without MBeans.
 *
 * @see <a href="https://jcp.org/en/jsr/detail?id=77">JSR 77, "J2EE Management", section 5.3, "Event notification"</a>
 */
final class TomcatStopTrigger implements StopTrigger {
    // Tomcat's MBean of an application passes no notifications on, so the listener is given to the object behind it.
    // That object calls its listeners and waits, gives streams its unloadDelay (2 s), ends them, and only then
    // tells ServletContextListeners.

    private static final String STOPPING = "j2ee.state.stopping";
    private static final String VERSION = "org.apache.catalina.webappVersion";

    private NotificationEmitter application;
    private NotificationListener listener;

    @Override
    public void listen(ServletContext context, Runnable stop) {
        emitter(context).ifPresent(emitter -> {
            application = emitter;
            listener = (notification, handback) -> {
                if (notification.getType().equals(STOPPING)) {
                    stop.run();
                }
            };
            application.addNotificationListener(listener, null, null);
        });
    }

    private static Optional<NotificationEmitter> emitter(ServletContext context) {
        try {
            ObjectName pattern = new ObjectName(name(context));
            for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
                for (ObjectName found : server.queryNames(pattern, null)) {
                    if (server.getAttribute(found, "managedResource") instanceof NotificationEmitter emitter) {
                        return Optional.of(emitter);
                    }
                }
            }
        } catch (JMException | RuntimeException e) {
            // Not a Tomcat, or one that names its applications otherwise.
        }
        return Optional.empty();
    }

    /** Returns Tomcat's engine name: the domain of its MBeans. */
    static String engine(ServletContext context) {
        return String.valueOf(context.getVirtualServerName()).split("/", 2)[0];
    }

    /** Returns the MBean's name, which Tomcat composes of engine, host, path and version. */
    private static String name(ServletContext context) {
        String name = String.valueOf(context.getVirtualServerName());
        String host = name.substring(name.indexOf('/') + 1);
        Object version = context.getAttribute(VERSION);
        String path = context.getContextPath() + (version == null || version.equals("") ? "" : "##" + version);
        return engine(context) + ":j2eeType=WebModule,name=//" + host + (path.startsWith("/") ? path : "/" + path)
                + ",*";
    }

    @Override
    public void close() {
        if (application == null) {
            return;
        }
        try {
            application.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            // Then nothing is kept either.
        }
    }
}
