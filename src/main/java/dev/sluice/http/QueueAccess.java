package dev.sluice.http;

import dev.sluice.config.ChannelName;
import dev.sluice.config.NamePatterns;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which queues a request names, and whether it may. */
final class QueueAccess {
    /** Bounds what one request can cost. */
    private static final int MAX_QUEUES = 100;

    private final NamePatterns allowed;

    QueueAccess(NamePatterns allowed) {
        this.allowed = allowed;
    }

    /**
     * The queues to take from.
     *
     * @param names from the request; with none, the configured default
     * @throws RefusedException where one of them is malformed or not allowed
     */
    Set<String> resolve(List<String> names) throws RefusedException {
        if (names.isEmpty()) {
            Optional<String> usual = allowed.firstName();
            if (usual.isEmpty()) {
                throw new RefusedException(
                        Problem.badRequest("No queue is named, and none is configured as the default."));
            }
            return Set.of(check(usual.get()));
        }
        if (names.size() > MAX_QUEUES) {
            throw new RefusedException(Problem.badRequest("More than " + MAX_QUEUES + " queues are named."));
        }
        Set<String> queues = new LinkedHashSet<>();
        for (String name : names) {
            queues.add(check(name));
        }
        return queues;
    }

    /** @return the name */
    String check(String name) throws RefusedException {
        String fault = ChannelName.faultOf(name);
        if (fault != null) {
            throw new RefusedException(Problem.badRequest("The name of a queue " + fault + "."));
        }
        if (!allowed.matches(name)) {
            throw new RefusedException(Problem.forbidden("The queue \"" + name + "\" is not among those served here."));
        }
        return name;
    }
}
