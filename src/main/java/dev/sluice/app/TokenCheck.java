package dev.sluice.app;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.token.IssuerKeys;
import dev.sluice.config.AccessSettings;
import dev.sluice.time.Ticker;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Checks a token as a node would, for the command line. */
public final class TokenCheck {
    private TokenCheck() {}

    /**
     * Verifies a token. Waits for the issuer's keys, if they are needed.
     *
     * @param settings the settings, with keys
     * @return what the token and the settings grant; the application is not asked
     * @throws AccessException if the token is not valid, or the issuer's keys cannot be fetched
     */
    public static Access check(AccessSettings settings, String token) throws AccessException {
        Optional<IssuerKeys> issuerKeys = settings.issuerKeys().map(address -> new IssuerKeys(address, Ticker.SYSTEM));
        try {
            return NodeAccess.verifier(settings, issuerKeys, InstantSource.system())
                    .orElseThrow()
                    .verify(token)
                    .thenApply(settings.rules()::of)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AccessException refusal) {
                throw refusal;
            }
            throw e;
        } finally {
            issuerKeys.ifPresent(IssuerKeys::close);
        }
    }
}
