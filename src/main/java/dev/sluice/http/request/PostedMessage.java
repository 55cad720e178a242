package dev.sluice.http.request;

import dev.sluice.config.Setting;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.sse.EventFields;
import dev.sluice.sse.Utf8;
import java.util.Optional;

/** The rules for a message that a body brings. */
public final class PostedMessage {
    private PostedMessage() {}

    /** @throws RefusedException if publishing over HTTP is off */
    public static void requirePublishing(boolean isOn) throws RefusedException {
        if (!isOn) {
            throw new RefusedException(Problem.forbidden("Publishing over HTTP is off here; push to Redis, or set "
                    + Setting.HTTP_PUBLISH.environmentName() + " to on."));
        }
    }

    /**
     * Returns the type of the event, the parameter {@code event}.
     *
     * @throws RefusedException if an application cannot give an event this type, or there are two
     */
    public static Optional<String> type(QueryParameters parameters) throws RefusedException {
        Optional<String> type = parameters.find("event");
        String fault = type.map(EventFields::faultOfType).orElse(null);
        if (fault != null) {
            throw new RefusedException(Problem.badRequest("The parameter \"event\" " + fault + "."));
        }
        return type;
    }

    /** @throws RefusedException if a body is not UTF-8 */
    public static void requireUtf8(byte[] body) throws RefusedException {
        int malformed = new Utf8().firstMalformed(body);
        if (malformed >= 0) {
            throw new RefusedException(Problem.badRequest("The body is not UTF-8 at byte " + malformed + "."));
        }
    }
}
