package dev.sluice.store.queue;

import dev.sluice.store.Refusal;
import java.util.List;
import java.util.Optional;

/** The result of one {@link Exchange} or {@link Pop}. */
public sealed interface ExchangeResult {
    /**
     * The exchange was carried out.
     *
     * @param claimed the messages claimed, oldest first
     * @param waiting the number of messages left in the queue; 0 only if the next push will be signalled
     * @param deadLetters the dead letters of the queue, if some were added
     */
    record Done(List<ClaimedMessage> claimed, long waiting, Optional<DeadLetterCount> deadLetters)
            implements ExchangeResult {}

    /** Nothing was changed: the store's claims of the session are not those of the exchange. */
    record Lost() implements ExchangeResult {}

    /** Nothing was changed: the exchange came too late to begin a session. */
    record Late() implements ExchangeResult {}

    /**
     * Nothing was changed: the store refused.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements ExchangeResult {}

    /**
     * There was no usable answer for this exchange, though there were for others.
     *
     * @param reason what is known of the failure
     * @param mayBeDone true if it may have been carried out; false if it was not
     */
    record Unanswered(String reason, boolean mayBeDone) implements ExchangeResult {}
}
