package dev.sluice.http.access;

import dev.sluice.config.SecretToken;
import dev.sluice.config.Setting;
import dev.sluice.http.answer.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * A secret that requests bring as a Bearer token. Immutable.
 *
 * @param token the secret; empty to refuse everybody
 * @param setting the setting of the secret
 */
public record BearerSecret(Optional<SecretToken> token, Setting setting) {
    /** Returns true if a request has the secret. */
    public boolean isIn(HttpServletRequest request) {
        return token.isPresent()
                && CredentialsReader.bearer(request).filter(token.get()::is).isPresent();
    }

    /** Returns the refusal of a request that does not have it. */
    public Problem refusal() {
        return token.isPresent()
                ? Problem.unauthorized("This needs the value of " + setting.environmentName() + " as a Bearer token.")
                : Problem.forbidden("This needs " + setting.environmentName() + ", which is not set.");
    }
}
