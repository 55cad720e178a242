package dev.sluice.servlet;

import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of a container's connections, by its MBeans: Tomcat has them unless it is embedded without, Jetty with its
 * module {@code jmx}.
 */
final class ContainerLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerLimits.class);

    private ContainerLimits() {}

    private record Limit(String beans, String attribute) {
        IntStream values() {
            IntStream.Builder values = IntStream.builder();
            try {
                ObjectName pattern = new ObjectName(beans);
                for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
                    for (ObjectName bean : server.queryNames(pattern, null)) {
                        if (server.getAttribute(bean, attribute) instanceof Integer value && value > 0) {
                            values.add(value);
                        }
                    }
                }
            } catch (JMException | RuntimeException e) {
                LOG.debug("The limit {} of {} is not known", attribute, beans, e); // another container, perhaps
            }
            return values.build();
        }
    }

    /**
     * Returns the largest limit of a connector, beyond which it answers nothing; empty if there is none or it is not
     * known.
     */
    static OptionalInt maxConnections(ServletContext context) {
        List<Limit> limits = List.of(
                new Limit(TomcatStopTrigger.engine(context) + ":type=ProtocolHandler,*", "maxConnections"),
                new Limit("org.eclipse.jetty.server:type=networkconnectionlimit,*", "maxNetworkConnectionCount"),
                new Limit("org.eclipse.jetty.server:type=connectionlimit,*", "maxConnections"));
        return limits.stream().flatMapToInt(Limit::values).max();
    }
}
