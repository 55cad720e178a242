package dev.sluice.bridge;

/** Where the records of a source go that can never be published. */
sealed interface Undeliverables {
    /** To the broker's own undeliverable ones. */
    record ToBroker() implements Undeliverables {}

    /**
     * To the dead letters of the queue that they were for.
     *
     * @param defaultQueue the queue of those that were for no known queue
     */
    record ToDeadLetters(String defaultQueue) implements Undeliverables {}
}
