package dev.sluice.redis;

import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.ConfirmationText;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.queue.ConfirmationListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A box kept as a list, to which {@link RedisConfirmationRelay} of other nodes pushes. */
public final class RedisConfirmationBox implements ConfirmationBox {
    private static final Logger LOG = LoggerFactory.getLogger(RedisConfirmationBox.class);

    private static final LuaScript EMPTY = new LuaScript("empty.lua");

    private final RedisServers servers;
    private final String key;
    /** True if Redis refused the last read; logged once. */
    private boolean refused;

    /** @param node the name of this node */
    public RedisConfirmationBox(RedisServers servers, String node) {
        this.servers = servers;
        this.key = servers.keys().nodes().confirmations(node);
    }

    @Override
    public String name() {
        return key;
    }

    @Override
    public void empty(ConfirmationListener listener) {
        Object answer =
                servers.ask(List.of(new ScriptCommand(EMPTY, List.of(key)))).get(0);
        if (answer instanceof RedisError error && !error.isOfServer()) {
            if (!refused) {
                LOG.warn("Confirmations that browsers sent to other nodes cannot be read: {}", error.reason());
            }
            refused = true;
        } else if (answer instanceof List<?> texts) {
            refused = false;
            texts.forEach(text -> ConfirmationText.read(Replies.text(text), listener));
        } else {
            // Only its server is away; queues on other servers go on, and the next safety poll looks again.
            LOG.debug("The box for confirmations cannot be read: {}", answer);
        }
    }
}
