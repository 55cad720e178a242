package dev.sluice.config;

import java.util.regex.Pattern;

/**
 * Variables that Kubernetes sets for a Service {@code sluice} or {@code sluice-...}; their names look like settings.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes,
 *     "Service", "Environment variables"</a>
 */
final class KubernetesVariables {
    private static final Pattern NAME = Pattern.compile(
            "SLUICE_(?:.+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");
    private static final Pattern PORT_NAME = Pattern.compile("SLUICE_(?:.+_)?PORT");
    private static final Pattern PORT_VALUE = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private KubernetesVariables() {}

    static boolean contains(String name, String value) {
        return NAME.matcher(name).matches()
                || PORT_NAME.matcher(name).matches()
                        && PORT_VALUE.matcher(value).matches();
    }
}
