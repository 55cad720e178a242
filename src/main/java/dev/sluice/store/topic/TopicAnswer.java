package dev.sluice.store.topic;

import dev.sluice.store.Refusal;

/** What a {@link TopicSource} says to a question about a stream topic. */
public sealed interface TopicAnswer permits TopicPage, TopicAnswer.Refused, TopicAnswer.Unanswered {
    /**
     * The store would not read the topic.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements TopicAnswer {}

    /** The store could not be asked now. */
    record Unanswered() implements TopicAnswer {}
}
