package dev.sluice.http;

import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The check of the channels of one kind that a request names. */
final class ServedChannels {
    /** The most channels in a request, which bounds its cost. */
    private static final int MAX = 100;

    private final String kind;
    private final Predicate<String> served;
    private final Supplier<Optional<String>> usual;

    private ServedChannels(String kind, Predicate<String> served, Supplier<Optional<String>> usual) {
        this.kind = kind;
        this.served = served;
        this.usual = usual;
    }

    /** @param served the queues that are served at the moment */
    static ServedChannels queues(Supplier<NamePatterns> served) {
        return new ServedChannels(
                "queue", name -> served.get().matches(name), () -> served.get().firstName());
    }

    /** @param served true for a topic that is served at the moment */
    static ServedChannels topics(Predicate<String> served) {
        return new ServedChannels("topic", served, Optional::empty);
    }

    /** Returns the configured default. */
    String usual() throws RefusedException {
        Optional<String> name = usual.get();
        if (name.isEmpty()) {
            throw new RefusedException(Problem.badRequest("No " + kind
                    + " is named, and none is configured as the default: name one, as in ?" + kind + "=NAME."));
        }
        return check(name.get());
    }

    /**
     * Returns these names without duplicates, in their order.
     *
     * @throws RefusedException if a name is malformed or not allowed, or there are too many
     */
    Set<String> resolve(List<String> names) throws RefusedException {
        if (names.size() > MAX) {
            throw new RefusedException(Problem.badRequest("More than " + MAX + " " + kind + "s are named."));
        }
        Set<String> channels = new LinkedHashSet<>();
        for (String name : names) {
            channels.add(check(name));
        }
        return channels;
    }

    /** Returns the name if it is allowed. */
    String check(String name) throws RefusedException {
        String fault = ChannelName.faultOf(name);
        if (fault != null) {
            throw new RefusedException(Problem.badRequest("The name of a " + kind + " " + fault + "."));
        }
        if (!served.test(name)) {
            throw new RefusedException(
                    Problem.forbidden("The " + kind + " \"" + name + "\" is not among those served here."));
        }
        return name;
    }
}
