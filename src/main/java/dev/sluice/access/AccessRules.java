package dev.sluice.access;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The grants that settings give. Immutable.
 *
 * @param everybody the grants of everybody, without {@link Right#SEND}
 * @param templates the templates for clients with a valid token; those of one right add up
 */
public record AccessRules(Grants everybody, Map<Right, List<NameTemplate>> templates) {
    /** @throws IllegalArgumentException if everybody may send to users */
    public AccessRules {
        if (!everybody.texts(Right.SEND).isEmpty()) {
            throw new IllegalArgumentException("Sending to users is never granted to everybody.");
        }
        templates = Map.copyOf(templates);
    }

    /** Returns what a client without a token may do. */
    public Access ofEverybody() {
        return new Access(Optional.empty(), everybody, Optional.empty(), List.of());
    }

    /** Returns what a client with these claims may do: by the claim {@code sluice}, the templates, and as everybody. */
    public Access of(Claims claims) {
        List<String> withheld = new ArrayList<>();
        Map<Right, List<String>> filled = new EnumMap<>(Right.class);
        for (Right right : Right.values()) {
            List<String> names = new ArrayList<>();
            for (NameTemplate template : templates.getOrDefault(right, List.of())) {
                template.fill(claims, withheld::add).ifPresent(names::add);
            }
            filled.put(right, names);
        }
        Grants claimed = new Grants(GrantClaim.read(claims, withheld::add));
        return new Access(
                        claims.subject(),
                        everybody.and(new Grants(filled)).and(claimed),
                        Optional.of(claims.expires()),
                        withheld)
                .issuedAt(claims.issued());
    }
}
