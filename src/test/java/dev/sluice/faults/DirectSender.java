package dev.sluice.faults;

import dev.sluice.testing.NodeProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Posts numbered messages to connections and users, through any node, each after the answer to the one before. */
final class DirectSender implements Callable<List<DirectSender.Posted>> {
    static final String ADMIN = "a-secret-of-all-operators";

    private static final int PAUSE_MILLIS = 30;

    /**
     * A message and its answer.
     *
     * @param to the id of a connection, or a user
     * @param status 0 if there was no answer
     */
    record Posted(String text, String to, int status, int delivered, boolean complete) {}

    private final char name;
    private final int count;
    private final List<NodeProcess> nodes;
    private final List<Mover> movers;
    private final AtomicInteger posted;
    private final Random random;

    /**
     * @param name the beginning of its messages
     * @param posted is told of each
     */
    DirectSender(char name, int count, List<NodeProcess> nodes, List<Mover> movers, AtomicInteger posted, long seed) {
        this.name = name;
        this.count = count;
        this.nodes = nodes;
        this.movers = movers;
        this.posted = posted;
        this.random = new Random(seed);
    }

    @Override
    public List<Posted> call() throws InterruptedException {
        List<Posted> all = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Mover mover = movers.get(random.nextInt(movers.size()));
            boolean toUser = random.nextInt(3) == 0;
            all.add(post(String.valueOf(name) + number, toUser, toUser ? mover.user() : connection(mover)));
            posted.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return all;
    }

    /** Returns the id of its latest connection, or in some cases of the one before. */
    private String connection(Mover mover) {
        List<String> ids = List.copyOf(mover.connections());
        return ids.get(Math.max(0, ids.size() - (random.nextInt(6) == 0 ? 2 : 1)));
    }

    private Posted post(String text, boolean toUser, String to) throws InterruptedException {
        try {
            HttpResponse<String> answer = nodes.get(random.nextInt(nodes.size()))
                    .post(
                            "/direct?" + (toUser ? "user=" : "connection=") + to,
                            text.getBytes(StandardCharsets.UTF_8),
                            "Authorization",
                            "Bearer " + ADMIN);
            if (answer.statusCode() != 200) {
                return new Posted(text, to, answer.statusCode(), 0, false);
            }
            JsonNode told = JsonMapper.shared().readTree(answer.body());
            return new Posted(text, to, 200, told.get("delivered").asInt(), !told.has("complete"));
        } catch (InterruptedException e) {
            throw e;
        } catch (ConnectException e) {
            return post(text, toUser, to); // it was not sent, since that node is down
        } catch (IOException e) {
            return new Posted(text, to, 0, 0, false);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
