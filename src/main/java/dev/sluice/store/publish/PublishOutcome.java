package dev.sluice.store.publish;

import dev.sluice.store.StreamId;
import java.util.Optional;

/** What came of a {@link Publication}. Reasons are sentences for people, without a full stop. */
public sealed interface PublishOutcome {
    /**
     * It is published, now or before with the same key.
     *
     * @param id the id of the event, in a stream topic
     */
    record Published(Optional<StreamId> id) implements PublishOutcome {}

    /** The key with the channel's name is of another type, and nothing was changed. */
    record WrongType(String reason) implements PublishOutcome {}

    /** Redis did not take it. */
    record Refused(String reason) implements PublishOutcome {}

    /** There was no answer: it may be published or not. */
    record Unknown(String reason) implements PublishOutcome {}
}
