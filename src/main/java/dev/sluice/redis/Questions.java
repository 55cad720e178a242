package dev.sluice.redis;

import dev.sluice.redis.link.ClaimingConnection;
import dev.sluice.redis.link.ServerLink;
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

/** Commands that are asked together: sent to all their servers before the first answer is read. */
final class Questions {
    /** More rounds are needed only where servers disagree about who has the keys. */
    private static final int MAX_ROUNDS = 5;

    private final List<Question> questions = new ArrayList<>();
    private final Topology topology;
    private final Function<HostAndPort, ServerLink> links;
    private final Optional<ServerLink> anyOpen;

    /**
     * @param links finds or makes the way to a server
     * @param anyOpen some way that is open, if there is one
     */
    Questions(
            List<? extends CommandArguments> commands,
            Topology topology,
            Function<HostAndPort, ServerLink> links,
            Optional<ServerLink> anyOpen) {
        commands.forEach(command -> questions.add(new Question(command)));
        this.topology = topology;
        this.links = links;
        this.anyOpen = anyOpen;
    }

    /** Asks until each has an answer or none is to be had; {@code onRound} is told of each round trip. */
    void ask(Runnable onRound) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<Question> open = open();
            if (open.isEmpty()) {
                return;
            }
            onRound.run();
            askOnce(open);
        }
        open().forEach(question -> question.fail(
                new JedisConnectionException("The servers of the cluster disagree about who has the keys.")));
    }

    private List<Question> open() {
        return questions.stream().filter(question -> !question.isAnswered()).toList();
    }

    private void askOnce(List<Question> open) {
        Map<ServerLink, List<Question>> byLink = new LinkedHashMap<>();
        for (Question question : open) {
            try {
                byLink.computeIfAbsent(link(question), link -> new ArrayList<>())
                        .add(question);
            } catch (JedisConnectionException nobody) {
                question.fail(nobody);
            }
        }
        byLink.forEach((link, own) -> attempt(link, own, () -> send(link, own)));
        byLink.forEach((link, own) -> attempt(link, own, () -> receive(link, own)));
    }

    private ServerLink link(Question question) {
        if (question.isKeyless() && anyOpen.isPresent()) {
            return anyOpen.get();
        }
        return links.apply(question.server(topology));
    }

    /** A server that fails leaves its own questions without an answer, and no others. */
    private static void attempt(ServerLink link, List<Question> own, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            link.fail();
            own.stream()
                    .filter(question -> !question.isAnswered())
                    .forEach(question -> question.fail(new JedisConnectionException(e.getMessage(), e)));
        }
    }

    private static void send(ServerLink link, List<Question> own) {
        ClaimingConnection connection = link.connection();
        own.forEach(question -> question.parts().forEach(connection::send));
    }

    private void receive(ServerLink link, List<Question> own) {
        boolean usable = true;
        for (Question question : own) {
            if (question.isAnswered()) {
                return; // nothing was sent
            }
            List<Object> answers = link.connection().receive(question.parts().size());
            usable &= question.take(answers, link.server(), topology);
        }
        if (usable) {
            link.connection().setAnswered();
        } else {
            link.fail();
        }
    }

    /** In the order of the commands. */
    List<Object> answers() {
        List<Object> answers = new ArrayList<>(questions.size());
        questions.forEach(question -> answers.add(question.answer()));
        return answers;
    }

    /** Why some have no answer, if there are such. */
    Optional<JedisConnectionException> failure() {
        return questions.stream()
                .filter(Question::hasFailed)
                .map(question -> (JedisConnectionException) question.answer())
                .findFirst();
    }
}
