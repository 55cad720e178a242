package dev.sluice.http.publish;

import dev.sluice.http.answer.Problem;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.PublishOutcome.Published;
import dev.sluice.store.publish.PublishOutcome.Refused;
import dev.sluice.store.publish.PublishOutcome.Unknown;
import dev.sluice.store.publish.PublishOutcome.WrongType;
import java.util.Optional;

/** Words why a message was not published. */
public final class OutcomeProblem {
    private OutcomeProblem() {}

    /** Returns the problem; empty if the message is published. */
    public static Optional<Problem> of(Publication publication, PublishOutcome outcome) {
        if (outcome instanceof Published) {
            return Optional.empty();
        }
        if (outcome instanceof WrongType wrong) {
            return Optional.of(Problem.conflict(wrong.reason() + "."));
        }
        if (outcome instanceof Refused refused) {
            return Optional.of(Problem.unavailable(refused.reason() + ". The message was not published."));
        }
        String remedy = publication.key().isPresent() ? "; repeating it with the same key is harmless." : ".";
        return Optional.of(Problem.unavailable(
                ((Unknown) outcome).reason() + ". It is not known if the message was published" + remedy));
    }
}
