package dev.sluice.http.publish;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.config.Settings;
import dev.sluice.http.access.PartAccess;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.PostedMessage;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.PublishOutcome.Published;
import dev.sluice.store.publish.Publisher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code POST /publish}: the messages of the body are published, each with an outcome of its own. */
public final class BatchServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> PARAMETERS = List.of("token");
    private static final String LINES = "application/x-ndjson";
    private static final int DEFAULT_MAX_BYTES = 8 << 20;
    /** What a message has around it. */
    private static final int FRAME_BYTES = 64 << 10;
    /** While the application is asked, a body is kept in memory, whoever has sent it. */
    private static final int MAX_BYTES_OF_STRANGERS = 64 << 10;

    private final transient ParameterRules rules;
    private final transient ChannelCheck queues;
    private final transient ChannelCheck topics;
    private final transient Supplier<Settings> settings;
    private final transient Publisher publisher;
    private final transient RequestAccess access;
    private final transient AsyncRequests requests;
    private final boolean publishing;
    private final int maxBytes;

    /** A message, or what is wrong with it. */
    private sealed interface Item {
        record Good(Publication publication) implements Item {}

        record Bad(Problem problem) implements Item {}
    }

    /**
     * @param queues checks the queues that messages name
     * @param topics checks the topics
     * @param access decides who may publish
     */
    public BatchServlet(
            ParameterRules rules,
            ChannelCheck queues,
            ChannelCheck topics,
            Supplier<Settings> settings,
            Publisher publisher,
            RequestAccess access,
            AsyncRequests requests) {
        this.rules = rules;
        this.queues = queues;
        this.topics = topics;
        this.settings = settings;
        this.publisher = publisher;
        this.access = access;
        this.requests = requests;
        Settings fixed = settings.get();
        this.publishing = fixed.isHttpPublishOn();
        this.maxBytes = maxBytes(fixed.maxMessageBytes(), requests.maxBodyBytes());
    }

    /**
     * Returns the longest body: one with the longest message always fits.
     *
     * @param room the longest body that leaves room for others
     */
    static int maxBytes(int messageBytes, int room) {
        int wanted = Math.max(DEFAULT_MAX_BYTES, 2 * messageBytes);
        return Math.max(messageBytes + FRAME_BYTES, Math.min(wanted, room));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CompletableFuture<PartAccess> client;
        try {
            PostedMessage.requirePublishing(publishing);
            client = access.begin(request, rules.read(request, PARAMETERS).find("token"), Right.PUBLISH);
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        boolean asLines =
                String.valueOf(request.getContentType()).split(";")[0].strip().equalsIgnoreCase(LINES);
        requests.publishParts(request, client.thenApply(this::maxBytes), body -> {
            List<Item> items = read(body, asLines);
            return client.thenCompose(parts -> parts.decider().apply(needs(items)))
                    .thenApply(decisions ->
                            () -> Answer.json(HttpServletResponse.SC_OK, publish(decided(items, decisions))));
        });
    }

    private int maxBytes(PartAccess client) {
        return client.isStranger() ? Math.min(MAX_BYTES_OF_STRANGERS, maxBytes) : maxBytes;
    }

    private List<Item> read(byte[] body, boolean asLines) throws RefusedException {
        ItemReader reader = new ItemReader(queues, topics, settings);
        List<Item> items = new ArrayList<>();
        for (BatchBody.Range range : BatchBody.ranges(body, asLines)) {
            try {
                items.add(new Item.Good(reader.read(Arrays.copyOfRange(body, range.from(), range.to()))));
            } catch (RefusedException e) {
                items.add(new Item.Bad(e.problem()));
            }
        }
        return items;
    }

    private static List<Publication> good(List<Item> items) {
        return items.stream()
                .filter(Item.Good.class::isInstance)
                .map(item -> ((Item.Good) item).publication())
                .toList();
    }

    private static Set<Need> needs(List<Item> items) {
        Set<Need> needs = new LinkedHashSet<>();
        good(items).forEach(message -> needs.add(need(message)));
        return needs;
    }

    private static Need need(Publication message) {
        return new Need(Right.PUBLISH, message.channel());
    }

    /** Returns the items with what is decided about them: a refusal, or the user whose key it is. */
    private static List<Item> decided(List<Item> items, Map<Need, PartAccess.Decision> decisions) {
        return items.stream()
                .map(item -> item instanceof Item.Good good
                        ? decided(good.publication(), decisions.get(need(good.publication())))
                        : item)
                .toList();
    }

    private static Item decided(Publication message, PartAccess.Decision decision) {
        if (decision.refusal().isPresent()) {
            return new Item.Bad(decision.refusal().get());
        }
        return new Item.Good(new Publication(
                message.kind(),
                message.channel(),
                message.data(),
                message.type(),
                message.key().map(key -> new Publication.Key(decision.user(), key.text()))));
    }

    private List<Map<String, Object>> publish(List<Item> items) {
        List<Publication> good = good(items);
        List<PublishOutcome> outcomes = good.isEmpty() ? List.of() : publisher.publish(good);
        List<Map<String, Object>> answers = new ArrayList<>(items.size());
        int next = 0;
        for (Item item : items) {
            answers.add(
                    item instanceof Item.Bad bad ? error(bad.problem()) : answer(good.get(next), outcomes.get(next++)));
        }
        return answers;
    }

    private static Map<String, Object> answer(Publication message, PublishOutcome outcome) {
        return OutcomeProblem.of(message, outcome)
                .map(BatchServlet::error)
                .orElseGet(() -> ((Published) outcome)
                        .id()
                        .<Map<String, Object>>map(id -> Map.of("id", id.toString()))
                        .orElse(Map.of()));
    }

    private static Map<String, Object> error(Problem problem) {
        return Map.of("error", problem.detail(), "status", problem.status());
    }
}
