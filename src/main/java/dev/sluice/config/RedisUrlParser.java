package dev.sluice.config;

import dev.sluice.config.RedisUrl.Credentials;
import dev.sluice.config.RedisUrl.Host;
import dev.sluice.config.RedisUrl.Kind;
import dev.sluice.config.RedisUrl.Sentinel;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code redis://[[user]:password@]host[:port][,host[:port]...][/database][?parameters]}. Errors quote nothing of
 * the text: any of it may be a part of a password.
 */
public final class RedisUrlParser {
    // java.net.URI takes one host only, and no underscore in it, as services in containers have.
    private static final Pattern URL = Pattern.compile("(rediss?)://(?:([^@/?#]*)@)?([^/?#]*)([^?#]*)(?:\\?([^#]*))?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[([0-9A-Fa-f]*:[0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?");
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2}|[\\x21-\\x7e&&[^%]])*");

    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    private static final String CA = "ca";
    private static final String CLUSTER = "cluster";
    private static final String SENTINEL = "sentinel";
    private static final String SENTINEL_USER = "sentinel-user";
    private static final String SENTINEL_PASSWORD = "sentinel-password";

    private RedisUrlParser() {}

    /** @throws IllegalArgumentException with what is wrong, but never a password */
    public static RedisUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!text.startsWith("redis://") && !text.startsWith("rediss://")) {
            throw new IllegalArgumentException("it must start with redis:// or rediss://, or be \"embedded\"");
        }
        if (!url.matches()) {
            throw new IllegalArgumentException("it has a # that is not percent-encoded, or a line break");
        }
        Optional<Credentials> credentials = Optional.ofNullable(url.group(2)).map(RedisUrlParser::userInfo);
        boolean tls = url.group(1).equals("rediss");
        Map<String, String> parameters = Optional.ofNullable(url.group(5))
                .map(RedisUrlParser::parameters)
                .orElse(Map.of());
        if (parameters.containsKey(CA) && !tls) {
            throw new IllegalArgumentException("its ca needs rediss://");
        }
        Optional<CertificateFile> ca = Optional.ofNullable(parameters.get(CA)).map(CertificateFile::read);
        Optional<Sentinel> sentinel = sentinel(parameters);
        List<Host> hosts = hosts(url.group(3), sentinel.isPresent() ? SENTINEL_PORT : REDIS_PORT);
        Kind kind = sentinel.isPresent()
                ? Kind.SENTINEL
                : hosts.size() > 1 || parameters.containsKey(CLUSTER) ? Kind.CLUSTER : Kind.SINGLE;
        int database = database(url.group(4));
        if (kind == Kind.CLUSTER && database != 0) {
            throw new IllegalArgumentException("several hosts form a cluster, which has database 0 only");
        }
        return new RedisUrl(tls, kind, hosts, credentials, database, sentinel, ca);
    }

    private static Credentials userInfo(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon < 0 || colon == userInfo.length() - 1) {
            throw new IllegalArgumentException("before the @ it must have user:password, or :password");
        }
        return credentials(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private static Credentials credentials(String user, String password) {
        return new Credentials(Optional.of(user).filter(name -> !name.isEmpty()), password);
    }

    private static List<Host> hosts(String list, int defaultPort) {
        List<Host> hosts = new ArrayList<>();
        for (String one : list.split(",", -1)) {
            Matcher host = HOST.matcher(one);
            if (!host.matches()) {
                throw new IllegalArgumentException(
                        "it must name one or more comma-separated hosts, each as host, host:port or [IPv6 address]:port;"
                                + " special characters in a password must be percent-encoded");
            }
            int port = host.group(3) == null ? defaultPort : Integer.parseInt(host.group(3));
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("its port must be from 1 to 65535");
            }
            hosts.add(new Host(host.group(1) == null ? host.group(2) : host.group(1), port));
        }
        if (hosts.size() != Set.copyOf(hosts).size()) {
            throw new IllegalArgumentException("it names a host twice");
        }
        return List.copyOf(hosts);
    }

    private static int database(String path) {
        if (!path.matches("/?|/[0-9]{1,4}")) {
            throw new IllegalArgumentException("after the host it may only have the number of a database");
        }
        return path.length() > 1 ? Integer.parseInt(path.substring(1)) : 0;
    }

    /** Returns {@code ca} if present, and either {@code cluster} or those that begin with {@code sentinel}. */
    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            if (parameters.put(parts[0], parts.length > 1 ? decoded(parts[1]) : "") != null) {
                throw new IllegalArgumentException("it has a parameter twice");
            }
        }
        Map<String, String> others = new HashMap<>(parameters);
        boolean hasCa = others.remove(CA) != null;
        if (!(hasCa && others.isEmpty()) && !others.equals(Map.of(CLUSTER, "")) && !isSentinel(others)) {
            throw new IllegalArgumentException(
                    "after the ? it may only have ca=FILE, cluster, or sentinel=MASTER_NAME with"
                            + " sentinel-user and sentinel-password");
        }
        return parameters;
    }

    private static boolean isSentinel(Map<String, String> parameters) {
        return Set.of(SENTINEL, SENTINEL_USER, SENTINEL_PASSWORD).containsAll(parameters.keySet())
                && parameters.containsKey(SENTINEL)
                && (parameters.containsKey(SENTINEL_PASSWORD) || !parameters.containsKey(SENTINEL_USER))
                && parameters.values().stream().noneMatch(String::isEmpty);
    }

    private static Optional<Sentinel> sentinel(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get(SENTINEL))
                .map(master -> new Sentinel(
                        master,
                        Optional.ofNullable(parameters.get(SENTINEL_PASSWORD))
                                .map(password -> credentials(parameters.getOrDefault(SENTINEL_USER, ""), password))));
    }

    private static String decoded(String encoded) {
        if (!ENCODED.matcher(encoded).matches()) {
            throw new IllegalArgumentException(
                    "special characters in a user, password or name must be percent-encoded, also the % itself");
        }
        // URLDecoder decodes a plus to a blank, as in forms but not in URLs.
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
