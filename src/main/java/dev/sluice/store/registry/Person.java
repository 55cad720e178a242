package dev.sluice.store.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody who is present: a user, however many connections the user has, or else a claimed name.
 *
 * @param user the user, if known
 * @param as the name that the last page of the user claimed, if any
 */
public record Person(Optional<String> user, Optional<String> as) {
    /** Returns what is known, by the names that it has in JSON. */
    public Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        user.ifPresent(known -> members.put("user", known));
        as.ifPresent(claimed -> members.put("as", claimed));
        return members;
    }
}
