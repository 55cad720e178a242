package dev.sluice.testing;

import java.io.IOException;

/** A proxy with the configuration that is shipped, before two nodes, on a port of its own. */
public interface Proxy extends AutoCloseable {
    /** The proxies whose configurations are shipped. */
    enum Kind {
        NGINX,
        APACHE,
        HAPROXY,
        VARNISH;

        /** Starts one before these nodes. */
        public Proxy before(int first, int second) throws Exception {
            return switch (this) {
                case NGINX -> NginxProcess.toNodes(first, second);
                case APACHE -> ApacheProcess.before(first, second);
                case HAPROXY -> HaproxyProcess.before(first, second);
                case VARNISH -> VarnishProcess.before(first, second);
            };
        }
    }

    int port();

    /** Makes it read its configuration again, as operators do. */
    void reload() throws Exception;

    /** What it has written anywhere. */
    String written() throws IOException;

    @Override
    void close();
}
