package dev.sluice.standalone.publish;

import tools.jackson.databind.JsonNode;

/** What came of a request to publish. */
sealed interface Attempt {
    /** @param outcomes one for each message */
    record Answered(JsonNode outcomes) implements Attempt {}

    /**
     * The request as a whole has failed.
     *
     * @param fault a sentence
     * @param passing true if the same request may succeed later
     */
    record Failed(String fault, boolean passing) implements Attempt {}
}
