package dev.sluice.redis;

import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.ConfirmationText;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.NodeKeys;
import dev.sluice.store.MessageId;
import dev.sluice.store.PublishException;
import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;

/** Puts browsers' confirmations into the box of the node that sent the messages. Thread-safe. */
public final class RedisConfirmationRelay {
    private static final LuaScript CONFIRM = new LuaScript("confirm.lua");

    /** A node empties its box at once; if the node hangs, the box must not grow for ever. */
    private static final int MAX = 10_000;

    private static final int SECONDS_OF_USE = 600;

    private final SharedClient client;

    /** @param client a client for many threads */
    public RedisConfirmationRelay(SharedClient client) {
        this.client = client;
    }

    /**
     * Relays that browsers have confirmed these events.
     *
     * @param node the name of the node that sent them
     * @return false if there is no such node any more
     * @throws PublishException if the box cannot be written
     */
    public boolean confirmed(String node, List<MessageId> events) throws PublishException {
        return push(node, events.stream().map(ConfirmationText::confirmed).toList());
    }

    /**
     * Relays that a browser has reconnected and has received everything up to this event.
     *
     * @param node the name of the node that sent it
     * @throws PublishException if the box cannot be written
     */
    public void resumed(String node, MessageId last) throws PublishException {
        push(node, List.of(ConfirmationText.resumed(last)));
    }

    private boolean push(String node, List<String> texts) throws PublishException {
        NodeKeys nodes = client.keys().nodes();
        List<String> keys = List.of(nodes.leases(), nodes.confirmations(node));
        List<String> arguments =
                new ArrayList<>(List.of(node, Integer.toString(MAX), Integer.toString(SECONDS_OF_USE)));
        arguments.addAll(texts);
        Object left;
        try {
            left = client.evaluate(CONFIRM, keys, arguments);
        } catch (StoreUnavailableException e) {
            throw new PublishException(e.getMessage(), e);
        }
        if (Long.valueOf(-1).equals(left)) {
            throw new PublishException("The node that sent the event takes no more confirmations now", null);
        }
        return Replies.isOne(left);
    }
}
