package dev.sluice.bridge.target;

import dev.sluice.store.publish.Publication;
import java.util.Optional;

/** What becomes of a record. */
public sealed interface Routed {
    /** It is to be published. */
    record Ready(Publication publication) implements Routed {}

    /**
     * It can never be published.
     *
     * @param reason the end of a sentence about it
     * @param queue the queue that it was for, if it is known
     */
    record Undeliverable(String reason, Optional<String> queue) implements Routed {}
}
