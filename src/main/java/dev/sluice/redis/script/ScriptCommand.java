package dev.sluice.redis.script;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A call of a script by its name, which also knows the script: a server that does not have it can be given it. */
public final class ScriptCommand extends CommandArguments {
    private final LuaScript script;

    /** @param keys how many keys are added before the other arguments */
    public ScriptCommand(LuaScript script, int keys) {
        super(Command.EVALSHA);
        this.script = script;
        add(script.sha1()).add(keys);
    }

    public LuaScript script() {
        return script;
    }
}
