package dev.sluice.faults;

import dev.sluice.testing.Acknowledger;
import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.NetworkNamespace;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.RemoteBrowsers;
import dev.sluice.testing.Rounds;
import dev.sluice.testing.ServerProcess;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Browsers are gone without a word: no FIN, no reset, as of a phone that has lost its network. */
class BrowserVanishedIT {
    private static final int VANISHING = 5;

    private static NodeProcess node(RedisProcess redis, String mode) throws Exception {
        return NodeProcess.start(
                redis,
                "--queue-ack",
                mode,
                "--queue-visibility-timeout",
                "6s",
                "--queue-max-deliveries",
                "100",
                "--stall-timeout",
                "5s");
    }

    @Tag("long")
    @Test
    void unconfirmedMessagesGoToAnotherBrowser() throws Exception {
        int rounds = Rounds.of(1, 20);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = node(redis, "client");
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(node.uri("/sse")), new Acknowledger())) {
            for (int round = 1; round <= rounds; round++) {
                int returned = round * VANISHING;
                // Closed afterwards: silent browsers go on taking messages, and in time there are none but they.
                try (FaultyLink link = FaultyLink.to(node.port());
                        Browsers silent =
                                Browsers.open(VANISHING, List.of(uri("127.0.0.1", link.port())), new Ledger())) {
                    silent.awaitOpen(VANISHING);
                    link.swallowAnswers();
                    run.awaitMore(1_000);
                    Await.until(
                            "the return of what each of them had",
                            () -> node.metric("sluice_returned_total") >= returned);
                }
            }
            run.finish(Fault.BROWSER_SILENT, rounds * VANISHING);
        }
    }

    @Tag("long")
    @Test
    void pulledCableLosesNothingUnconfirmed() throws Exception {
        pullCables("client", Fault.CABLE_PULLED, 10);
    }

    @Test
    void pulledCableLosesNothingUnacknowledged() throws Exception {
        pullCables("sent", Fault.CABLE_PULLED_UNCONFIRMED, 1);
    }

    private static void pullCables(String mode, Fault fault, int rounds) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = node(redis, mode);
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(node.uri("/sse")), new Acknowledger())) {
            for (int round = 0; round < rounds; round++) {
                pullOne(node, run);
                run.awaitMore(1_000);
            }
            run.finish(fault, rounds * VANISHING);
        }
    }

    private static void pullOne(NodeProcess node, FaultRun run) throws Exception {
        try (NetworkNamespace elsewhere = NetworkNamespace.create();
                ServerProcess browsers = elsewhere.run(
                        RemoteBrowsers.class,
                        String.valueOf(VANISHING),
                        uri(elsewhere.host(), node.port()).toString())) {
            Await.until("messages there", () -> browsers.output().lines().count() > 100);
            elsewhere.cut();
            awaitLastReceipt(browsers);
            enter(browsers.output(), run.ledger());
            run.awaitMore(1_000);
        }
    }

    /** What had arrived may be printed some time after the cut. */
    private static void awaitLastReceipt(ServerProcess browsers) throws Exception {
        String before = "";
        while (!before.equals(browsers.output())) {
            before = browsers.output();
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** Enters what {@link RemoteBrowsers} have printed until they were cut off. */
    private static void enter(String receipts, Ledger ledger) {
        List<Ledger.Line> lines = IntStream.range(0, VANISHING)
                .mapToObj(browser -> ledger.line(FaultRun.BROWSERS + browser))
                .toList();
        receipts.lines()
                .map(receipt -> receipt.split(" "))
                .forEach(receipt -> lines.get(Integer.parseInt(receipt[0])).received(Integer.parseInt(receipt[1])));
        lines.forEach(Ledger.Line::broke);
    }

    private static URI uri(String host, int port) {
        return URI.create("http://" + host + ":" + port + "/sse");
    }
}
