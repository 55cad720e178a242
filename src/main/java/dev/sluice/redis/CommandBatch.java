package dev.sluice.redis;

import dev.sluice.redis.link.CommandLink;
import dev.sluice.redis.link.NotConnectedException;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Commands sent together: all go to their servers before the first answer is read. */
final class CommandBatch {
    /** More rounds are needed only if servers disagree about which one has the keys. */
    private static final int MAX_ROUNDS = 5;

    private final List<PendingCommand> pending = new ArrayList<>();
    private final Topology topology;
    private final Function<HostAndPort, ? extends CommandLink> links;
    private final Optional<? extends CommandLink> anyOpen;

    /**
     * @param links finds or makes the link to a server
     * @param anyOpen an open link, if there is one
     */
    CommandBatch(
            List<? extends CommandArguments> commands,
            Topology topology,
            Function<HostAndPort, ? extends CommandLink> links,
            Optional<? extends CommandLink> anyOpen) {
        commands.forEach(command -> pending.add(new PendingCommand(command)));
        this.topology = topology;
        this.links = links;
        this.anyOpen = anyOpen;
    }

    /** Repeats until each command has an answer or has failed; calls {@code onRound} before each round trip. */
    void ask(Runnable onRound) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<PendingCommand> open = open();
            if (open.isEmpty()) {
                return;
            }
            onRound.run();
            askOnce(open);
        }
        open().forEach(one ->
                one.fail(new JedisConnectionException("The servers of the cluster disagree about who has the keys.")));
    }

    private List<PendingCommand> open() {
        return pending.stream().filter(one -> !one.isAnswered()).toList();
    }

    private void askOnce(List<PendingCommand> open) {
        Map<CommandLink, List<PendingCommand>> byLink = new LinkedHashMap<>();
        for (PendingCommand one : open) {
            try {
                byLink.computeIfAbsent(link(one), link -> new ArrayList<>()).add(one);
            } catch (JedisConnectionException nobody) {
                one.fail(new NotConnectedException(nobody));
            }
        }
        try {
            byLink.forEach((link, own) -> attempt(link, own, () -> send(link, own)));
            byLink.forEach((link, own) -> attempt(link, own, () -> receive(link, own)));
        } catch (Error e) { // no memory, perhaps: the next batch would read answers of this one
            byLink.keySet().forEach(CommandLink::fail);
            throw e;
        }
    }

    private CommandLink link(PendingCommand one) {
        if (one.isKeyless() && anyOpen.isPresent()) {
            return anyOpen.get();
        }
        return links.apply(one.server(topology));
    }

    /** If a server fails, only its own commands stay without an answer. */
    private static void attempt(CommandLink link, List<PendingCommand> own, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            link.fail();
            own.stream().filter(one -> !one.isAnswered()).forEach(one -> one.fail(e));
        }
    }

    private static void send(CommandLink link, List<PendingCommand> own) {
        link.requireOpen();
        own.forEach(one -> one.parts().forEach(link::send));
    }

    private void receive(CommandLink link, List<PendingCommand> own) {
        boolean usable = true;
        for (PendingCommand one : own) {
            if (one.isAnswered()) {
                return; // nothing was sent
            }
            List<Object> answers = link.receive(one.parts().size());
            usable &= one.take(answers, link.server(), topology);
        }
        if (usable) {
            link.setAnswered();
        } else {
            link.fail();
        }
    }

    /** Returns the answers in the order of the commands, each perhaps a {@link RedisError}. */
    List<Object> answers() {
        List<Object> answers = new ArrayList<>(pending.size());
        pending.forEach(one -> answers.add(one.answer()));
        return answers;
    }

    /** Returns true if a command was carried out, or may have been. */
    boolean mayBeDone() {
        return pending.stream().anyMatch(PendingCommand::mayBeDone);
    }

    /** Returns a command to which its server gave no usable answer, if there is one. */
    Optional<PendingCommand> failed() {
        return pending.stream().filter(PendingCommand::hasFailed).findFirst();
    }
}
