package dev.sluice.http.directory;

import dev.sluice.http.answer.Answer;
import dev.sluice.http.streams.Streams.Outcome;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to a request that many nodes carry out. */
final class OutcomeAnswer {
    private OutcomeAnswer() {}

    /** @param counted the name of the number of streams in the JSON */
    static Answer of(String counted, Outcome outcome) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(counted, outcome.streams());
        if (!outcome.complete()) {
            members.put("complete", false);
        }
        return Answer.json(HttpServletResponse.SC_OK, members);
    }
}
