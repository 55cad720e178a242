package dev.sluice.access;

import dev.sluice.channel.ChannelName;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The claim {@code sluice}, by which an issuer grants names and patterns:
 *
 * <pre>{"take": ["inbox:42"], "read": ["orders:*"], "publish": [], "send": ["7"]}</pre>
 */
final class GrantClaim {
    static final String NAME = "sluice";
    static final int MAX_ENTRIES = 1_000;

    private GrantClaim() {}

    /**
     * Returns what the claim grants. A malformed list gives nothing; the others count.
     *
     * @param withheld hears the reason, a sentence, why a list or the claim gives nothing
     */
    static Map<Right, List<String>> read(Claims claims, Consumer<String> withheld) {
        Map<Right, List<String>> granted = new EnumMap<>(Right.class);
        Object claim = claims.values().get(NAME);
        if (claim instanceof Map<?, ?> members) {
            for (Right right : Right.values()) {
                Object list = members.get(right.toString());
                String fault = list == null ? null : faultOf(list);
                if (fault != null) {
                    withheld.accept("The list \"" + right + "\" of the claim \"" + NAME + "\" gives nothing: it "
                            + fault + ".");
                } else if (list != null) {
                    granted.put(
                            right,
                            ((List<?>) list).stream().map(String.class::cast).toList());
                }
            }
        } else if (claim != null) {
            withheld.accept("The claim \"" + NAME + "\" gives nothing: it is not a JSON object.");
        }
        return granted;
    }

    private static String faultOf(Object value) {
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            return "is not a list of strings";
        }
        if (list.size() > MAX_ENTRIES) {
            return "has more than " + MAX_ENTRIES + " entries";
        }
        if (!list.stream().allMatch(entry -> ChannelName.isEncodable((String) entry))) {
            return "has an entry with half a surrogate pair";
        }
        return list.stream().anyMatch(GrantClaim::isTooLong)
                ? "has an entry of more than " + ChannelName.MAX_BYTES + " bytes"
                : null;
    }

    private static boolean isTooLong(Object entry) {
        return ((String) entry).getBytes(StandardCharsets.UTF_8).length > ChannelName.MAX_BYTES;
    }
}
