package dev.sluice.redis.script;

import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A call of a script by its hash. It also knows the script, to give it to a server that lacks it. */
public final class ScriptCommand extends CommandArguments {
    private final LuaScript script;

    /** @param keys all its keys; the other arguments are added */
    public ScriptCommand(LuaScript script, List<String> keys) {
        super(Command.EVALSHA);
        this.script = script;
        add(script.sha1()).add(keys.size()).keys(keys);
    }

    public LuaScript script() {
        return script;
    }
}
