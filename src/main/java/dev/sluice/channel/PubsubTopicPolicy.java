package dev.sluice.channel;

/**
 * How one pub/sub topic is delivered.
 *
 * @param format how its messages are read
 */
public record PubsubTopicPolicy(MessageFormat format) {
    @Override
    public String toString() {
        return "format=" + format;
    }
}
