package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.config.RedisUrlParser;
import dev.sluice.delivery.ModelClaimStore;
import dev.sluice.redis.RedisClaimStore;
import dev.sluice.redis.RedisLeaseStore;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.expiry.RedisExpiryStore;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.store.queue.Pop;
import dev.sluice.store.queue.Removal;
import dev.sluice.store.queue.Stray;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Holds the model of the claim store, which the simulation uses, against Redis: the same random exchanges, step by step. */
class ModelIT {
    private static final long SEED = 20_261_120;
    private static final int STEPS = Rounds.of(2_000, 6_000);
    private static final String QUEUE = "q";
    private static final int MAX_DEAD = 20;

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void embeddedRedisDoesWhatTheModelDoes(QueueEnd takeFrom) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded()) {
            compare(redis, takeFrom);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void installedRedisDoesWhatTheModelDoes(QueueEnd takeFrom) throws Exception {
        try (RedisProcess redis = RedisProcess.installed()) {
            compare(redis, takeFrom);
        }
    }

    private static void compare(RedisProcess redis, QueueEnd takeFrom) {
        ModelClaimStore model = new ModelClaimStore(System::currentTimeMillis);
        Random random = new Random(SEED);
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sessions.add(new Session("s" + i + ".1"));
        }
        try (Jedis client = redis.client();
                RedisServers servers = redis.servers();
                SharedClient shared =
                        new SharedClient(RedisUrlParser.parse(redis.url()), new Keyspace(Optional.empty()), "expiry")) {
            DeadLetterBounds bounds = new DeadLetterBounds(MAX_DEAD, Optional.empty());
            RedisClaimStore store = new RedisClaimStore(
                    servers, () -> bounds, queue -> takeFrom, queue -> true, InstantSource.system());
            RedisLeaseStore leases = new RedisLeaseStore(servers, queue -> true);
            RedisExpiryStore ages =
                    new RedisExpiryStore(shared, () -> bounds, queue -> takeFrom, "node", InstantSource.system());
            long expired = 0;
            model.keepDeadLetters(MAX_DEAD);
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(10) == 0) {
                    model.expire(QUEUE);
                    client.expire(QUEUE, 3_600);
                }
                if (random.nextInt(4) == 0) {
                    compareRegistries(random, model, leases, "step " + step);
                    sessions.forEach(session -> session.lookAgain(model));
                } else if (random.nextInt(5) == 0) {
                    // Far from each other, since the two clocks are read one after the other.
                    QueueExpiry expiry = new QueueExpiry(
                            random.nextInt(3) == 0 ? Duration.ofHours(1) : Duration.ZERO,
                            QueueExpiry.Fate.values()[random.nextInt(2)]);
                    Duration interval = random.nextBoolean() ? Duration.ZERO : Duration.ofHours(1);
                    ExpiredMessages expected = model.expire(QUEUE, expiry, interval);
                    assertEquals(expected, ages.expire(QUEUE, expiry, interval), "step " + step);
                    expired += expected.removed();
                } else if (random.nextInt(20) == 0) {
                    meddle(random, model, client, takeFrom);
                } else if (random.nextInt(8) == 0) {
                    Pop pop = pop(random);
                    assertEquals(
                            text(model.pop(List.of(pop)).get(0)),
                            text(store.pop(List.of(pop)).get(0)),
                            "step " + step);
                } else if (random.nextInt(3) == 0) {
                    // Few different ones, so that equal messages are common.
                    String message = "x".repeat(random.nextInt(6)) + random.nextInt(3);
                    model.push(QUEUE, message);
                    if (takeFrom == QueueEnd.RIGHT) {
                        client.lpush(QUEUE, message);
                    } else {
                        client.rpush(QUEUE, message);
                    }
                } else {
                    Exchange exchange = sessions.get(random.nextInt(3)).next(random);
                    ExchangeResult expected = model.exchange(List.of(exchange)).get(0);
                    ExchangeResult actual = store.exchange(List.of(exchange)).get(0);
                    assertEquals(text(expected), text(actual), "step " + step + ": " + exchange);
                    sessions.forEach(session -> session.see(exchange, expected));
                }
                List<String> waiting = client.lrange(QUEUE, 0, -1);
                assertEquals(
                        model.waiting(QUEUE), takeFrom == QueueEnd.RIGHT ? reversed(waiting) : waiting, "step " + step);
                assertEquals(model.hasAges(QUEUE), client.exists("sluice:{q}:ages"), "step " + step);
                assertEquals(model.isExpiring(QUEUE), client.ttl(QUEUE) > 0, "step " + step);
            }
            assertTrue(expired > STEPS / 50, "enough messages expire for this to mean something: " + expired);
            List<String> dead = reversed(client.lrange("sluice:{q}:dead", 0, -1)).stream()
                    .map(letter -> letter.substring(letter.indexOf('\n') + 1))
                    .toList();
            assertEquals(model.dead(QUEUE), dead);
            for (Session session : sessions) {
                assertEquals(session.held, client.llen("sluice:{q}:processing:" + session.name));
            }
        }
    }

    /** Another program takes messages, or puts one in front. */
    private static void meddle(Random random, ModelClaimStore model, Jedis client, QueueEnd takeFrom) {
        String message = "x".repeat(random.nextInt(6)) + random.nextInt(3);
        boolean isRight = takeFrom == QueueEnd.RIGHT;
        switch (random.nextInt(3)) {
            case 0 -> {
                model.takeAway(QUEUE);
                client.sendCommand(isRight ? Protocol.Command.RPOP : Protocol.Command.LPOP, QUEUE);
            }
            case 1 -> {
                model.pushInFront(QUEUE, message);
                client.sendCommand(isRight ? Protocol.Command.RPUSH : Protocol.Command.LPUSH, QUEUE, message);
            }
            default -> {
                model.takeOut(QUEUE, message);
                client.lrem(QUEUE, 0, message);
            }
        }
    }

    private static void compareRegistries(Random random, LeaseStore model, LeaseStore leases, String step) {
        String node = "s" + random.nextInt(3);
        List<String> queues = List.of("q", "r" + random.nextInt(2));
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                boolean joins = random.nextBoolean();
                // Far from each other, since the two clocks are read one after the other.
                Duration lease = random.nextInt(3) == 0 ? Duration.ofMillis(1) : Duration.ofHours(1);
                LeaseStore.Renewal expected = model.renew(node, joins, lease);
                LeaseStore.Renewal actual = leases.renew(node, joins, lease);
                assertEquals(expected.held(), actual.held(), step);
                assertEquals(Set.copyOf(expected.lapsed()), Set.copyOf(actual.lapsed()), step);
                assertTrue(Math.abs(expected.until() - actual.until()) < 5_000, step);
                letMillisecondsPass();
            }
            case 3, 4 -> assertEquals(model.enlist(node, queues), leases.enlist(node, queues), step);
            case 5 -> {
                model.delist(node, queues);
                leases.delist(node, queues);
            }
            case 6 -> {
                model.lapse(node, queues);
                leases.lapse(node, queues);
            }
            case 7 -> {
                model.forget(node);
                leases.forget(node);
            }
            default -> {
                List<LeaseStore.Orphan> orphans = model.orphans(node, queues).orphans();
                assertEquals(
                        Set.copyOf(orphans),
                        Set.copyOf(leases.orphans(node, queues).orphans()),
                        step);
                assertEquals(model.recover(orphans), leases.recover(orphans), step);
            }
        }
        LeaseStore.Page expected = model.enlisted(node, LeaseStore.START);
        LeaseStore.Page actual = leases.enlisted(node, LeaseStore.START);
        assertEquals(Set.copyOf(expected.queues()), Set.copyOf(actual.queues()), step);
        assertEquals(expected.next(), actual.next(), step);
    }

    private static Pop pop(Random random) {
        List<Stray> strays = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            byte[] message = ("s" + random.nextInt(3)).getBytes(StandardCharsets.UTF_8);
            Disposition disposition = random.nextBoolean() ? Disposition.RETURN : Disposition.BURY;
            strays.add(
                    new Stray(new ClaimedMessage(message, message.length, DeliveryCount.NONE), disposition, "reason"));
        }
        return new Pop(QUEUE, strays, new ClaimLimits(random.nextInt(3), 1 + random.nextInt(20), 4));
    }

    private static void letMillisecondsPass() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(4);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static List<String> reversed(List<String> list) {
        List<String> copy = new ArrayList<>(list);
        Collections.reverse(copy);
        return copy;
    }

    private static String text(ExchangeResult result) {
        if (result instanceof ExchangeResult.Done done) {
            StringBuilder text = new StringBuilder("waiting " + done.waiting() + " " + done.deadLetters());
            for (ClaimedMessage message : done.claimed()) {
                text.append(" | ")
                        .append(
                                message.isTooLong()
                                        ? "too long: " + message.length()
                                        : new String(message.payload(), StandardCharsets.UTF_8))
                        .append(" x")
                        .append(message.before().times())
                        // The two clocks are read one after the other.
                        .append(" for minutes: ")
                        .append(message.before().firstMillisAgo() / 60_000);
            }
            return text.toString();
        }
        return result.toString();
    }

    /** What a session would know of itself, right most of the time: wrong numbers and repetitions are tried too. */
    private static final class Session {
        private final String name;
        private int held;
        private long number;
        private Exchange last;

        Session(String name) {
            this.name = name;
        }

        Exchange next(Random random) {
            int what = random.nextInt(12);
            if (what == 0 && last != null) {
                return last;
            }
            long tried = what == 1 ? number + 2 + random.nextInt(3) : number + 1;
            int believed = what == 2 ? held + random.nextInt(3) : held;
            int settled = held == 0 ? 0 : random.nextInt(held + 1) / 2;
            List<Removal> removals = new ArrayList<>();
            for (int position = settled; position < held; position++) {
                if (random.nextInt(3) == 0) {
                    Disposition disposition = Disposition.values()[random.nextInt(3)];
                    DeliveryCount count = disposition == Disposition.RETURN
                            ? new DeliveryCount(random.nextInt(4), 30_000 + 60_000L * random.nextInt(10))
                            : DeliveryCount.NONE;
                    removals.add(new Removal(position, disposition, "reason", count));
                }
            }
            long startBy = random.nextInt(8) == 0 ? 0 : Long.MAX_VALUE;
            ClaimLimits limits = new ClaimLimits(random.nextInt(5), 1 + random.nextInt(20), 4);
            return new Exchange(QUEUE, name, Math.max(1, tried), startBy, believed, settled, removals, limits);
        }

        /** Somebody may have recovered it. */
        void lookAgain(ModelClaimStore model) {
            if (held > 0 && !model.sessions().contains(QUEUE + " " + name)) {
                held = 0;
                number = 0;
                last = null;
            }
        }

        void see(Exchange exchange, ExchangeResult result) {
            if (!exchange.session().equals(name) || !(result instanceof ExchangeResult.Done done)) {
                return;
            }
            if (exchange.equals(last)) {
                return; // its repetition has changed nothing
            }
            held = exchange.held() - exchange.removed() + done.claimed().size();
            if (held == 0) {
                number = 0;
                last = null;
            } else if (exchange.removed() > 0 || !done.claimed().isEmpty()) {
                number = exchange.number();
                last = exchange;
            }
        }
    }
}
