package dev.sluice.store;

/** What has become of claims that were to be returned to their queue. */
public sealed interface ReturnResult {
    /**
     * They are back.
     *
     * @param messages how many
     */
    record Returned(long messages) implements ReturnResult {}

    /**
     * Nothing was changed: the store would not.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements ReturnResult {}

    /** There was no answer for this queue, though there were for others. */
    record Unanswered() implements ReturnResult {}
}
