package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.link.CommandLink;
import dev.sluice.redis.topology.Topologies;
import dev.sluice.redis.topology.Topology;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

class CommandBatchTest {
    /** A link at which one step finds no memory, if it is told. */
    private static final class FakeLink implements CommandLink {
        private final String failing;
        private int failures;

        private FakeLink(String failing) {
            this.failing = failing;
        }

        @Override
        public HostAndPort server() {
            return new HostAndPort("127.0.0.1", 6379);
        }

        @Override
        public void requireOpen() {
            // It always is.
        }

        @Override
        public void send(CommandArguments command) {
            step("send");
        }

        @Override
        public List<Object> receive(int count) {
            step("receive");
            return List.of("OK");
        }

        private void step(String name) {
            if (failing.equals(name)) {
                throw new OutOfMemoryError("as a test");
            }
        }

        @Override
        public void fail() {
            failures++;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "receive"})
    void errorOfJavaFailsAllLinks(String step) {
        List<FakeLink> links = List.of(new FakeLink(""), new FakeLink(step), new FakeLink(""));
        List<CommandArguments> commands = new ArrayList<>();
        links.forEach(link -> commands.add(new CommandArguments(Command.SET).key("k")));
        Iterator<FakeLink> next = links.iterator();
        try (Topology topology = Topologies.of(RedisUrlParser.parse("redis://127.0.0.1"))) {
            CommandBatch batch = new CommandBatch(commands, topology, server -> next.next(), Optional.empty());
            assertThrows(OutOfMemoryError.class, () -> batch.ask(() -> {}));
        }
        links.forEach(link -> assertEquals(1, link.failures));
    }
}
