package dev.sluice.app;

import dev.sluice.access.Application;
import dev.sluice.access.Authorizer;
import dev.sluice.access.TokenVerifier;
import dev.sluice.access.application.HttpApplication;
import dev.sluice.access.token.IssuerKeys;
import dev.sluice.access.token.JwtVerifier;
import dev.sluice.access.token.Keys;
import dev.sluice.config.AccessSettings;
import dev.sluice.time.Ticker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of access control that do input and output, made if it is on. */
final class NodeAccess implements AutoCloseable {
    private final Authorizer authorizer;
    private final Optional<IssuerKeys> issuerKeys;
    private final Optional<HttpApplication> application;

    NodeAccess(AccessSettings settings, Ticker ticker, InstantSource clock, long heapBytes) {
        issuerKeys = settings.issuerKeys().map(address -> new IssuerKeys(address, ticker));
        application = settings.application().map(address -> new HttpApplication(address, ticker, clock, heapBytes));
        authorizer = new Authorizer(
                settings.rules(), verifier(settings, issuerKeys, clock), application.map(Application.class::cast));
    }

    /** Returns the verifier of tokens; empty if there are no keys. */
    static Optional<TokenVerifier> verifier(
            AccessSettings settings, Optional<IssuerKeys> issuerKeys, InstantSource clock) {
        List<Keys> keys = new ArrayList<>();
        settings.keys().ifPresent(keys::add);
        issuerKeys.ifPresent(keys::add);
        return keys.isEmpty() ? Optional.empty() : Optional.of(new JwtVerifier(keys, settings.requirements(), clock));
    }

    Authorizer authorizer() {
        return authorizer;
    }

    void start() {
        issuerKeys.ifPresent(IssuerKeys::start);
        application.ifPresent(HttpApplication::start);
    }

    @Override
    public void close() {
        issuerKeys.ifPresent(IssuerKeys::close);
        application.ifPresent(HttpApplication::close);
    }
}
