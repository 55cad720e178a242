package dev.sluice.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The address of Redis, and the credentials.
 *
 * @param tls true to use TLS
 * @param kind the kind of hosts
 * @param hosts the server; or the seeds of a cluster; or the Sentinels
 * @param credentials the credentials for Redis itself
 * @param database the number of the database; 0 in a cluster
 * @param sentinel the settings for Sentinels; present if the hosts are such
 * @param ca the authorities that sign the servers' certificates; empty for those that the JVM trusts
 */
public record RedisUrl(
        boolean tls,
        Kind kind,
        List<Host> hosts,
        Optional<Credentials> credentials,
        int database,
        Optional<Sentinel> sentinel,
        Optional<CertificateFile> ca) {

    /** The number of servers, and the source of which one to ask. */
    public enum Kind {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /** A server; an IPv6 address is without its brackets. */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
        }
    }

    /** A password, and a user if it is not the default one. */
    public record Credentials(Optional<String> user, String password) {
        /** Returns a text without credentials. */
        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * The access to Sentinels.
     *
     * @param master the name of the master that they watch
     * @param credentials for the Sentinels themselves
     */
    public record Sentinel(String master, Optional<Credentials> credentials) {}

    /** Returns the URL without credentials. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://")
                + hosts.stream().map(Host::toString).collect(Collectors.joining(","))
                + (database == 0 ? "" : "/" + database)
                + switch (kind) {
                    case SINGLE -> "";
                    case SENTINEL -> "?sentinel=" + sentinel.orElseThrow().master();
                    case CLUSTER -> hosts.size() > 1 ? "" : "?cluster";
                };
    }
}
