package dev.sluice.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where Redis is, and what lets one in.
 *
 * @param tls whether it is spoken to over TLS
 * @param kind what the hosts are
 * @param hosts the server; or the seeds of a cluster; or the Sentinels
 * @param credentials for Redis itself
 * @param database the number of the database; 0 in a cluster
 * @param sentinel what only Sentinels need; present where the hosts are such
 * @param ca who signs the certificates of the servers; empty for whom the JVM trusts
 */
public record RedisUrl(
        boolean tls,
        Kind kind,
        List<Host> hosts,
        Optional<Credentials> credentials,
        int database,
        Optional<Sentinel> sentinel,
        Optional<CertificateFile> ca) {

    /** How many servers there are, and who knows which one to ask. */
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

    /** What lets one in: a password, and a user where it is not the default one. */
    public record Credentials(Optional<String> user, String password) {
        /** Without what lets one in. */
        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * What Sentinels are asked with.
     *
     * @param master the name of the master that they watch
     * @param credentials for the Sentinels themselves
     */
    public record Sentinel(String master, Optional<Credentials> credentials) {}

    /** @throws IllegalArgumentException which says what is wrong, and never a password */
    public static RedisUrl parse(String text) {
        return new RedisUrlParser(text).parse();
    }

    /** The URL without what lets one in. */
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
