package dev.sluice.redis.link;

import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;

/** The link to the only server. Callers wait for it, since there is nothing else to do. */
public final class BlockingLink extends ServerLink {
    public BlockingLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen) {
        super(server, opener, onOpen);
    }

    @Override
    ClaimingConnection open() {
        ClaimingConnection opened = opener.get();
        onOpen.run();
        return opened;
    }

    @Override
    public void fail() {
        close();
    }
}
