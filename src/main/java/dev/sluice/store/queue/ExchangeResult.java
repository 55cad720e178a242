package dev.sluice.store.queue;

import dev.sluice.store.Refusal;
import java.util.List;
import java.util.Optional;

/** What a {@link ClaimStore} says of one {@link Exchange}. */
public sealed interface ExchangeResult {
    /**
     * It was carried out.
     *
     * @param claimed the messages claimed, oldest first
     * @param waiting how many are left in the queue; 0 only where the next push will be signalled
     * @param deadLetters the dead letters of the queue, if some were added
     */
    record Done(List<ClaimedMessage> claimed, long waiting, Optional<DeadLetterCount> deadLetters)
            implements ExchangeResult {}

    /** Nothing was changed: the session's claims are not there any more as it knew them. */
    record Lost() implements ExchangeResult {}

    /** Nothing was changed: it came too late to begin a session. */
    record Late() implements ExchangeResult {}

    /**
     * Nothing was changed: the store would not.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements ExchangeResult {}

    /**
     * There was no answer for this one, though there were for others: it may have been carried out or not.
     *
     * @param reason what is known of it
     */
    record Unanswered(String reason) implements ExchangeResult {}
}
