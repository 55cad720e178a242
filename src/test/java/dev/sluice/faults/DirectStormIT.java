package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.faults.DirectSender.Posted;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import dev.sluice.testing.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Messages are posted to connections and users that move from node to node, of which some are killed. Each arrives as often
 * as its sender was told, and at nobody else.
 */
class DirectStormIT {
    private static final long SEED = 4711;

    private static final int MESSAGES = Rounds.of(100, 1_000);
    private static final int KILLS = Rounds.of(1, 4);
    private static final int SENDERS = 4;
    private static final int USERS = 8;
    private static final int MOVERS = 24;

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final AtomicInteger posted = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        Parts.close(parts.toArray(AutoCloseable[]::new));
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.add(0, part);
        return part;
    }

    @Test
    void eachArrivesAsOftenAsTold() throws Exception {
        RedisProcess redis = part(RedisProcess.embedded());
        List<NodeProcess> nodes = List.of(part(start(redis)), part(start(redis)), part(start(redis)));
        List<Mover> movers = IntStream.range(0, MOVERS)
                .mapToObj(i -> part(new Mover("user" + i % USERS, nodes, SEED + i)))
                .toList();
        for (Mover mover : movers) {
            Await.until("a first connection", () -> !mover.connections().isEmpty());
        }
        List<Posted> all = post(nodes, movers);
        for (Mover mover : movers) {
            mover.rest();
        }
        check(all, movers);
    }

    private static NodeProcess start(RedisProcess redis) throws Exception {
        return NodeProcess.start(
                redis, "--auth-key", Tokens.KEY, "--admin-token", DirectSender.ADMIN, "--node-lease", "2s");
    }

    /** Posts all messages, while nodes are killed and started again. */
    private List<Posted> post(List<NodeProcess> nodes, List<Mover> movers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<List<Posted>>> senders = IntStream.range(0, SENDERS)
                    .mapToObj(i -> threads.submit(
                            new DirectSender((char) ('a' + i), MESSAGES / SENDERS, nodes, movers, posted, SEED - i)))
                    .toList();
            for (int kill = 0; kill < KILLS; kill++) {
                NodeProcess victim = nodes.get(kill % nodes.size());
                awaitPosted((2 * kill + 1) * MESSAGES / (2 * KILLS + 1));
                victim.process().kill();
                awaitPosted((2 * kill + 2) * MESSAGES / (2 * KILLS + 1));
                victim.restart();
            }
            List<Posted> all = new ArrayList<>();
            for (Future<List<Posted>> sender : senders) {
                all.addAll(sender.get(5, TimeUnit.MINUTES));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private void awaitPosted(int enough) throws Exception {
        Await.until(enough + " posted messages", () -> posted.get() >= enough);
    }

    /** By message, the receivers: the user and the connection of each receipt. */
    private static Map<String, List<List<String>>> receipts(List<Mover> movers) {
        Map<String, List<List<String>>> receipts = new HashMap<>();
        for (Mover mover : movers) {
            for (EventStream stream : mover.streams()) {
                List<String> receiver =
                        List.of(mover.user(), Mover.connection(stream).orElse(""));
                stream.messages()
                        .forEach(text -> receipts.computeIfAbsent(text, key -> new ArrayList<>())
                                .add(receiver));
            }
        }
        return receipts;
    }

    private static void check(List<Posted> all, List<Mover> movers) {
        Map<String, List<List<String>>> receipts = receipts(movers);
        Map<String, Integer> answers = new HashMap<>();
        for (Posted message : all) {
            List<List<String>> received = receipts.getOrDefault(message.text(), List.of());
            String what = message + ", received by " + received;
            assertEquals(received.size(), new HashSet<>(received).size(), "once on each stream: " + what);
            assertTrue(received.stream().allMatch(to -> to.contains(message.to())), "nobody else: " + what);
            String answer = answer(message);
            switch (answer) {
                case "delivered" -> assertEquals(message.delivered(), received.size(), what);
                case "incomplete" -> assertTrue(received.size() >= message.delivered(), what);
                case "nobody" -> assertEquals(0, received.size(), what);
                default -> {
                    // It is not known if it has arrived.
                }
            }
            answers.merge(answer, 1, Integer::sum);
        }
        assertTrue(answers.containsKey("delivered") && answers.containsKey("nobody"), answers.toString());
        checkOrder(all, movers);
        int streams = movers.stream().mapToInt(mover -> mover.streams().size()).sum();
        System.out.printf(
                "%,d messages, %,d streams of %d pages, %d kills: %s, seed %d%n",
                all.size(), streams, movers.size(), KILLS, answers, SEED);
    }

    private static String answer(Posted message) {
        return switch (message.status()) {
            case 200 -> message.complete() ? "delivered" : "incomplete";
            case 404 -> "nobody";
            case 503 -> "not known";
            case 0 -> "no answer";
            default -> throw new AssertionError(message.toString());
        };
    }

    /** On each stream, the messages of one sender that it knows to have arrived have its order. */
    private static void checkOrder(List<Posted> all, List<Mover> movers) {
        Map<String, Posted> byText = new HashMap<>();
        all.forEach(message -> byText.put(message.text(), message));
        for (Mover mover : movers) {
            for (EventStream stream : mover.streams()) {
                Map<Character, Integer> last = new HashMap<>();
                for (String text : stream.messages()) {
                    int number = Integer.parseInt(text.substring(1));
                    if (byText.get(text).status() == 200) {
                        Integer before = last.put(text.charAt(0), number);
                        assertTrue(
                                before == null || before < number,
                                stream.messages().toString());
                    }
                }
            }
        }
    }
}
