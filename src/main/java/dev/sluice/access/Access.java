package dev.sluice.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result of a decision: what a client may do, for one request or one stream. Immutable.
 *
 * @param user the user, if known
 * @param grants what the client may do
 * @param expires the time when all this ends, if it does
 * @param withheld the reasons why templates or lists gave nothing, a sentence each; those after the tenth are dropped, as
 *     they go into answers
 * @param issued the time at which the token that names the user was issued, or the application that names them was asked;
 *     {@link Instant#MIN} if the token does not say. Empty if no user is known, or if no revocation ends the access
 */
public record Access(
        Optional<String> user,
        Grants grants,
        Optional<Instant> expires,
        List<String> withheld,
        Optional<Instant> issued) {
    /** Access of a client about which nothing is known and to which nothing is granted. */
    public static final Access NONE = new Access(Optional.empty(), Grants.NONE, Optional.empty(), List.of());

    /** More than any decision takes; one that takes longer is given up. */
    public static final Duration MAX_DECISION = Duration.ofSeconds(30);

    private static final int MAX_WITHHELD = 10;

    public Access {
        withheld = withheld.stream().limit(MAX_WITHHELD).toList();
    }

    /** Access that no revocation ends. */
    public Access(Optional<String> user, Grants grants, Optional<Instant> expires, List<String> withheld) {
        this(user, grants, expires, withheld, Optional.empty());
    }

    /** Returns the same, issued at this time if it names a user. */
    public Access issuedAt(Instant time) {
        return new Access(user, grants, expires, withheld, user.map(name -> time));
    }

    /** Returns why this does not suffice, in sentences; empty if it does. */
    public Optional<String> faultFor(List<Need> needs) {
        String client = user.map(name -> "The user " + Quoted.of(name) + " has no grant to ")
                .orElse("Only clients with a grant may ");
        return needs.stream().filter(need -> !permits(need)).findFirst().map(need -> explained(client + need + "."));
    }

    /** Returns a fault followed by the reasons why something gave nothing. */
    String explained(String fault) {
        return Stream.concat(Stream.of(fault), withheld.stream()).collect(Collectors.joining(" "));
    }

    /** Returns this and the other access; the user of either, the earlier end, and the earlier issue. */
    Access and(Access other) {
        List<String> reasons =
                Stream.concat(withheld.stream(), other.withheld.stream()).toList();
        return new Access(
                user.or(other::user),
                grants.and(other.grants),
                earlier(expires, other.expires),
                reasons,
                earlier(issued, other.issued));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** Returns true if this grants what is needed. */
    public boolean permits(Need need) {
        return grants.permit(need.right(), need.name());
    }
}
