package dev.sluice.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/** A steady flow of numbered messages through each of several proxies, with a queue for each, to browsers that come back. */
public final class ProxyTraffic implements AutoCloseable {
    private static final int BROWSERS = 5;
    private static final int PER_SECOND = 100;
    private static final int MORE = 50;

    private final UnifiedJedis redis;
    private final List<Flow> flows = new ArrayList<>();

    private record Flow(String queue, Ledger ledger, Browsers browsers, Pusher pusher) {}

    private ProxyTraffic(UnifiedJedis redis) {
        this.redis = redis;
    }

    /**
     * Opens the browsers and begins to push.
     *
     * @param redis repeats no command by itself; closed with the flow
     * @param addresses of the streams, by the queue that each takes from
     */
    public static ProxyTraffic start(UnifiedJedis redis, Map<String, URI> addresses) throws Exception {
        ProxyTraffic traffic = new ProxyTraffic(redis);
        for (Map.Entry<String, URI> each : addresses.entrySet()) {
            String queue = each.getKey();
            Ledger ledger = new Ledger();
            Browsers browsers =
                    Browsers.open(BROWSERS, List.of(each.getValue()), ledger).awaitOpen(BROWSERS);
            Pusher pusher = Pusher.start(message -> redis.lpush(queue, message), PER_SECOND, ledger);
            traffic.flows.add(new Flow(queue, ledger, browsers, pusher));
        }
        return traffic;
    }

    /** Waits until more messages have come through each proxy. */
    public void awaitMore() throws Exception {
        for (Flow flow : flows) {
            int enough = flow.ledger.received() + MORE;
            Await.until("more messages of " + flow.queue, () -> flow.ledger.received() >= enough);
        }
    }

    /** Pushes no more, and checks that each message has come and no browser has given up. */
    public void finish() throws Exception {
        for (Flow flow : flows) {
            flow.pusher.close();
        }
        for (Flow flow : flows) {
            Await.until("nothing left of " + flow.queue, () -> {
                QueueContents now = QueueContents.of(redis, flow.queue);
                return now.waiting().isEmpty() && now.claimed().isEmpty();
            });
            Await.until(
                    "all messages of " + flow.queue, () -> flow.ledger.missing().isEmpty());
            flow.browsers.awaitOpen(BROWSERS);
            assertEquals(List.of(), flow.browsers.refusals(), "answers that end an EventSource for good");
        }
    }

    @Override
    public void close() throws Exception {
        for (Flow flow : flows) {
            flow.pusher.close();
            flow.browsers.close();
        }
        redis.close();
    }
}
