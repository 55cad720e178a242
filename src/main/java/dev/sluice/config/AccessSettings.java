package dev.sluice.config;

import dev.sluice.access.AccessRules;
import dev.sluice.access.token.ConfiguredKeys;
import dev.sluice.access.token.Requirements;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of access control, if it is on.
 *
 * @param rules the grants of the settings
 * @param keys the configured keys of tokens
 * @param issuerKeys the address of the issuer's keys
 * @param requirements what tokens must have besides a valid signature
 * @param cookie the name of the cookie that may have a token
 * @param application the address of the application that is asked
 */
public record AccessSettings(
        AccessRules rules,
        Optional<ConfiguredKeys> keys,
        Optional<URI> issuerKeys,
        Requirements requirements,
        String cookie,
        Optional<URI> application) {

    /** Returns true if tokens are looked at; otherwise only the application decides. */
    public boolean verifiesTokens() {
        return keys.isPresent() || issuerKeys.isPresent();
    }

    /** Returns the settings for the log, without secrets. */
    @Override
    public String toString() {
        return "{grants=" + rules.templates()
                + " everybody=" + rules.everybody()
                + " key=" + (keys.isPresent() ? "set" : "none")
                + " jwks-url=" + text(issuerKeys)
                + " issuer=" + requirements.issuer().orElse("none")
                + " audience=" + requirements.audience().orElse("none")
                + " max-lifetime=" + requirements.maxLifetime()
                + " cookie=" + cookie
                + " url=" + text(application)
                + "}";
    }

    /** Returns an address without its query, which may have a secret. */
    private static String text(Optional<URI> address) {
        return address.map(uri -> uri.toString().replaceFirst("\\?.*", "?…")).orElse("none");
    }
}
