package dev.sluice.webapp;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** What can be seen of Tomcat's connectors, by their MBeans. Nothing in other containers, and in a Tomcat without MBeans. */
final class TomcatConnectors {
    private TomcatConnectors() {}

    /** The name of Tomcat's engine, which its MBeans have in front. */
    static String engine(ServletContext context) {
        return String.valueOf(context.getVirtualServerName()).split("/", 2)[0];
    }

    /** The smallest {@code maxConnections} of a connector, beyond which it answers nothing; empty if none is limited. */
    static OptionalInt maxConnections(ServletContext context) {
        List<Integer> limits = new ArrayList<>();
        try {
            ObjectName pattern = new ObjectName(engine(context) + ":type=ProtocolHandler,*");
            for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
                for (ObjectName connector : server.queryNames(pattern, null)) {
                    if (server.getAttribute(connector, "maxConnections") instanceof Integer limit && limit > 0) {
                        limits.add(limit);
                    }
                }
            }
        } catch (JMException | RuntimeException e) {
            // Not a Tomcat, or one whose connectors do not tell.
        }
        return limits.stream().mapToInt(Integer::intValue).min();
    }
}
