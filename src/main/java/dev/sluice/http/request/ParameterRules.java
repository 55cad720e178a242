package dev.sluice.http.request;

import dev.sluice.channel.NamePatterns;
import dev.sluice.config.LikelyName;
import dev.sluice.config.Setting;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * The parameters that an address may have. Others are refused: a misspelt one would be ignored, and the request would
 * mean something else. Immutable.
 */
public final class ParameterRules {
    /** The prefix of parameters that pages add against caches. */
    private static final String FREE_PREFIX = "_";

    private final NamePatterns ignored;

    /** @param ignored the names and patterns of those that a proxy in front reads */
    public ParameterRules(NamePatterns ignored) {
        this.ignored = ignored;
    }

    private static String hint(String name, List<String> known) {
        String likely = LikelyName.hint(name, known);
        return likely.isEmpty() && !known.isEmpty() ? " The parameters are: " + String.join(", ", known) + "." : likely;
    }

    /**
     * Returns the parameters in a request's address.
     *
     * @throws RefusedException if they are malformed, or one is not {@code known}
     */
    public QueryParameters read(HttpServletRequest request, List<String> known) throws RefusedException {
        QueryParameters parameters = new QueryParameters(request.getQueryString());
        for (String name : parameters.names()) {
            if (!known.contains(name) && !name.startsWith(FREE_PREFIX) && !ignored.matches(name)) {
                throw new RefusedException(Problem.badRequest("There is no parameter \"" + name + "\" here."
                        + hint(name, known) + " If a proxy in front reads it, name it in "
                        + Setting.IGNORED_PARAMETERS.environmentName() + "."));
            }
        }
        return parameters;
    }
}
