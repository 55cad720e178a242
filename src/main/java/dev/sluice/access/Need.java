package dev.sluice.access;

/**
 * A right that a request needs. The text of one ends a sentence: {@code take from the queue "jobs"}.
 *
 * @param right the right
 * @param name the channel, or for {@link Right#SEND} the user
 */
public record Need(Right right, String name) {
    @Override
    public String toString() {
        return right.action() + " " + Quoted.of(name);
    }
}
