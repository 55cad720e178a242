package dev.sluice.http.directory;

import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.QueryParameters;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections and users that a message is for, each once.
 *
 * @param connections the public ids of connections
 * @param users the users
 */
record DirectTargets(Set<String> connections, Set<String> users) {
    /** The most targets, which bounds the calls to other nodes. */
    private static final int MAX = 100;

    /** @throws RefusedException if there are none or too many, or one is malformed */
    static DirectTargets read(QueryParameters parameters) throws RefusedException {
        List<String> ids = parameters.all("connection");
        List<String> users = parameters.all("user");
        if (ids.isEmpty() && users.isEmpty()) {
            throw new RefusedException(Problem.badRequest("Name the receiver: connection=ID or user=NAME."));
        }
        if (ids.size() + users.size() > MAX) {
            throw new RefusedException(Problem.badRequest("There are more than " + MAX + " connections and users."));
        }
        for (String id : ids) {
            QueryParameters.connection("connection", id);
        }
        if (users.contains("")) {
            throw new RefusedException(Problem.badRequest("The parameter \"user\" is empty."));
        }
        return new DirectTargets(new LinkedHashSet<>(ids), new LinkedHashSet<>(users));
    }
}
