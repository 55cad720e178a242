package dev.sluice.redis.script;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A call of a script by its hash. It also knows the script, to give it to a server that lacks it. */
public final class ScriptCommand extends CommandArguments {
    private final LuaScript script;

    /** @param keys the number of keys, which are added before the other arguments */
    public ScriptCommand(LuaScript script, int keys) {
        super(Command.EVALSHA);
        this.script = script;
        add(script.sha1()).add(keys);
    }

    public LuaScript script() {
        return script;
    }
}
