package dev.sluice.app;

import dev.sluice.access.Access;
import dev.sluice.access.Application;
import dev.sluice.access.Authorizer;
import dev.sluice.access.Revoker;
import dev.sluice.access.TokenVerifier;
import dev.sluice.access.application.HttpApplication;
import dev.sluice.access.revocation.RevocationSync;
import dev.sluice.access.revocation.Revocations;
import dev.sluice.access.token.IssuerKeys;
import dev.sluice.access.token.JwtVerifier;
import dev.sluice.access.token.Keys;
import dev.sluice.config.AccessSettings;
import dev.sluice.redis.RedisRevocations;
import dev.sluice.redis.SharedClient;
import dev.sluice.store.RevocationStore;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of access control that do input and output, made if it is on. */
final class NodeAccess implements AutoCloseable {
    /** A token may live a minute longer than the longest lifetime, and clocks differ. */
    private static final Duration REVOCATION_LEEWAY = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Optional<IssuerKeys> issuerKeys;
    private final Optional<HttpApplication> application;
    private final Revocations revocations = new Revocations(RevocationStore.MAX);
    private final RevocationSync revocationSync;
    private volatile Authorizer authorizer;

    NodeAccess(AccessSettings settings, SharedClient client, Ticker ticker, InstantSource clock, long heapBytes) {
        issuerKeys = settings.issuerKeys().map(address -> new IssuerKeys(address, ticker));
        application = settings.application().map(address -> new HttpApplication(address, ticker, clock, heapBytes));
        this.clock = clock;
        apply(settings);
        Duration longestAge = settings.requirements().maxLifetime().plus(REVOCATION_LEEWAY);
        revocationSync = new RevocationSync(
                new RedisRevocations(client, longestAge),
                revocations,
                longestAge,
                users -> application.ifPresent(asked -> asked.drop(users)),
                ticker);
    }

    /** Returns the verifier of tokens; empty if there are no keys. */
    static Optional<TokenVerifier> verifier(
            AccessSettings settings, Optional<IssuerKeys> issuerKeys, InstantSource clock) {
        List<Keys> keys = new ArrayList<>();
        settings.keys().ifPresent(keys::add);
        issuerKeys.ifPresent(keys::add);
        return keys.isEmpty() ? Optional.empty() : Optional.of(new JwtVerifier(keys, settings.requirements(), clock));
    }

    /** Decides by these grants and keys from now on. */
    void apply(AccessSettings settings) {
        authorizer = new Authorizer(
                settings.rules(),
                verifier(settings, issuerKeys, clock).map(revocations::checked),
                application.map(Application.class::cast));
    }

    Authorizer authorizer() {
        return authorizer;
    }

    /** Returns true if access is based on a token, or on an answer of the application, that has been revoked since. */
    boolean isRevoked(Access access) {
        return revocations.isRevoked(access);
    }

    Revoker revoker() {
        return revocationSync;
    }

    /** Returns a sentence if this node may not know all revocations. */
    Optional<String> fault() {
        return revocationSync.fault();
    }

    void start() {
        revocationSync.start();
        issuerKeys.ifPresent(IssuerKeys::start);
        application.ifPresent(HttpApplication::start);
    }

    @Override
    public void close() {
        revocationSync.close();
        issuerKeys.ifPresent(IssuerKeys::close);
        application.ifPresent(HttpApplication::close);
    }
}
