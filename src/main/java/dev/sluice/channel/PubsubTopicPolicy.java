package dev.sluice.channel;

/**
 * The policy of a pub/sub topic.
 *
 * @param format the format of its messages
 */
public record PubsubTopicPolicy(MessageFormat format) {
    @Override
    public String toString() {
        return "format=" + format;
    }
}
