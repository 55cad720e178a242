package dev.sluice.http.directory;

import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.streams.DirectMessage;
import dev.sluice.http.streams.StreamSelection;
import dev.sluice.http.streams.Streams;
import dev.sluice.http.streams.Streams.Outcome;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Sends messages directly to streams of all nodes, and counts them. Thread-safe; no thread waits. */
final class DirectSender {
    private final Streams streams;
    private final Metrics metrics;

    DirectSender(Streams streams, Metrics metrics) {
        this.streams = streams;
        this.metrics = metrics;
    }

    /** Sends a message to all recipients at once. A client that waits for each answer keeps its order. */
    CompletableFuture<Answer> send(Recipients recipients, DirectMessage message) {
        List<StreamSelection> to = Stream.concat(
                        recipients.connections().stream().map(StreamSelection::ofId),
                        recipients.users().stream().map(StreamSelection::ofUser))
                .toList();
        return streams.send(to, message)
                .thenApply(sent -> answer(new Outcome(sent.streams(), sent.complete() && recipients.complete())));
    }

    private Answer answer(Outcome outcome) {
        metrics.add(Metric.DIRECT_DELIVERED, outcome.streams());
        if (outcome.streams() > 0) {
            return OutcomeAnswer.of("delivered", outcome);
        }
        if (!outcome.complete()) {
            return Answer.of(Problem.unavailable(
                    "It is not known if the message arrived: a node that may have such a connection did not answer."));
        }
        metrics.add(Metric.DIRECT_UNDELIVERABLE, 1);
        return Answer.of(
                Problem.notFound("Nobody got the message: no connection to which the client may send is open, or"
                        + " it reads too slowly."));
    }
}
