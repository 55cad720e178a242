package dev.sluice.store;

/** The result of a return of claims to their queue. */
public sealed interface ReturnResult {
    /**
     * The messages are back in their queue.
     *
     * @param messages the number of messages
     */
    record Returned(long messages) implements ReturnResult {}

    /**
     * Nothing was changed: the store refused.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements ReturnResult {}

    /** There was no answer for this queue, though there were for others. */
    record Unanswered() implements ReturnResult {}
}
