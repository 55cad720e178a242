package dev.sluice.servlet;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limits of Tomcat's connectors, by their MBeans. None in other containers, and in a Tomcat without MBeans. */
final class TomcatConnectors {
    private static final Logger LOG = LoggerFactory.getLogger(TomcatConnectors.class);

    private TomcatConnectors() {}

    /** Returns Tomcat's engine name: the domain of its MBeans. */
    static String engine(ServletContext context) {
        return String.valueOf(context.getVirtualServerName()).split("/", 2)[0];
    }

    /**
     * Returns the largest {@code maxConnections} of a connector, beyond which it answers nothing; empty if not known.
     */
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
            LOG.debug("The limits of the connectors are not known", e); // not a Tomcat, perhaps
        }
        return limits.stream().mapToInt(Integer::intValue).max();
    }
}
