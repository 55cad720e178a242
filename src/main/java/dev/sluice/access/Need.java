package dev.sluice.access;

import java.util.List;

/**
 * A right that a request needs. The text of one ends a sentence: {@code take from the queue "jobs"}.
 *
 * @param right the right
 * @param name the channel, or for {@link Right#SEND} the user
 */
public record Need(Right right, String name) {
    /** Returns the names for which a right is needed, in their order. */
    public static List<String> names(List<Need> needs, Right right) {
        return needs.stream()
                .filter(need -> need.right() == right)
                .map(Need::name)
                .toList();
    }

    @Override
    public String toString() {
        return right.action() + " " + Quoted.of(name);
    }
}
