package dev.sluice.store.topic;

import dev.sluice.store.Refusal;

/** The answer to a {@link PageRequest}. */
public sealed interface TopicAnswer permits TopicPage, TopicAnswer.Refused, TopicAnswer.Unanswered {
    /**
     * The store refused to read the topic.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements TopicAnswer {}

    /** The store could not be asked now. */
    record Unanswered() implements TopicAnswer {}
}
