package dev.sluice.http;

import dev.sluice.config.ChannelName;
import dev.sluice.config.NamePatterns;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which channels of one kind a request names, and whether it may. */
final class ChannelAccess {
    private final String kind;
    private final NamePatterns allowed;
    private final int most;

    private ChannelAccess(String kind, NamePatterns allowed, int most) {
        this.kind = kind;
        this.allowed = allowed;
        this.most = most;
    }

    static ChannelAccess queues(NamePatterns allowed) {
        return new ChannelAccess("queue", allowed, 100); // which bounds what one request can cost
    }

    /** @param most as many as one connection can have */
    static ChannelAccess topics(NamePatterns allowed, int most) {
        return new ChannelAccess("topic", allowed, most);
    }

    /** The configured default. */
    String usual() throws RefusedException {
        Optional<String> usual = allowed.firstName();
        if (usual.isEmpty()) {
            throw new RefusedException(
                    Problem.badRequest("No " + kind + " is named, and none is configured as the default."));
        }
        return check(usual.get());
    }

    /**
     * The different ones among these names, in their order.
     *
     * @throws RefusedException where one of them is malformed or not allowed, or there are too many
     */
    Set<String> resolve(List<String> names) throws RefusedException {
        if (names.size() > most) {
            throw new RefusedException(Problem.badRequest("More than " + most + " " + kind + "s are named."));
        }
        Set<String> channels = new LinkedHashSet<>();
        for (String name : names) {
            channels.add(check(name));
        }
        return channels;
    }

    /** @return the name */
    String check(String name) throws RefusedException {
        String fault = ChannelName.faultOf(name);
        if (fault != null) {
            throw new RefusedException(Problem.badRequest("The name of a " + kind + " " + fault + "."));
        }
        if (!allowed.matches(name)) {
            throw new RefusedException(
                    Problem.forbidden("The " + kind + " \"" + name + "\" is not among those served here."));
        }
        return name;
    }
}
