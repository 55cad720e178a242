package dev.sluice.access;

import dev.sluice.channel.NamePatterns;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Names and patterns by right. Immutable. */
public final class Grants {
    /** Grants of nothing. */
    public static final Grants NONE = new Grants(Map.of());

    private final Map<Right, NamePatterns> patterns = new EnumMap<>(Right.class);

    /** @param names the granted names and patterns; rights without an entry are not granted */
    public Grants(Map<Right, List<String>> names) {
        names.forEach((right, texts) -> patterns.put(right, new NamePatterns(texts)));
    }

    /** Returns true if a name is granted. */
    public boolean permit(Right right, String name) {
        NamePatterns granted = patterns.get(right);
        return granted != null && granted.matches(name);
    }

    /** Returns true if a right is granted for any name. */
    public boolean hasAny(Right right) {
        return !texts(right).isEmpty();
    }

    /** Returns these and the other grants. */
    public Grants and(Grants others) {
        Map<Right, List<String>> all = new EnumMap<>(Right.class);
        for (Right right : Right.values()) {
            List<String> texts = new ArrayList<>(texts(right));
            texts.addAll(others.texts(right));
            all.put(right, texts);
        }
        return new Grants(all);
    }

    /** Returns the names and patterns of a right. */
    public List<String> texts(Right right) {
        NamePatterns granted = patterns.get(right);
        return granted == null ? List.of() : granted.texts();
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
