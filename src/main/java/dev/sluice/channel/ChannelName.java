package dev.sluice.channel;

import java.nio.charset.StandardCharsets;

/** The rules for the name of a channel, which is its key in the store. */
public final class ChannelName {
    /** The most bytes of a name, in UTF-8. */
    public static final int MAX_BYTES = 512;

    private ChannelName() {}

    /** Returns why a text cannot be the name of a channel, as the end of a sentence about it; null if it can. */
    public static String faultOf(String name) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "has more than " + MAX_BYTES + " bytes";
        }
        if (!isEncodable(name)) {
            return "has half a surrogate pair"; // which becomes "?" in UTF-8, and so another name
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "has a control character"; // which would forge lines in a log
        }
        if (name.indexOf('}') >= 0 && hashTag(name).equals(name)) {
            // A tag ends at its first closing brace, so no other key could lie in the slot of this one.
            return "has a closing brace outside a hash tag";
        }
        if (NamePatterns.isPattern(name)) {
            return "is a pattern, not the name of one channel";
        }
        return null;
    }

    /** Returns true if UTF-8 can encode a text: no surrogate is without its other half. */
    public static boolean isEncodable(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /**
     * Returns the part of a name that determines the key's slot in a cluster.
     *
     * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags">Redis cluster
     *     specification, "Hash tags"</a>
     */
    public static String hashTag(String name) {
        int open = name.indexOf('{');
        int close = name.indexOf('}', open + 1);
        return open >= 0 && close > open + 1 ? name.substring(open + 1, close) : name;
    }
}
