package dev.sluice.http.access;

import dev.sluice.config.SecretToken;
import dev.sluice.config.Setting;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** The filter of addresses that need a secret as a Bearer token. */
public final class BearerFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient Optional<SecretToken> secret;
    private final Setting setting;
    private final transient AsyncRequests requests;

    /**
     * @param secret the secret; empty to refuse everybody
     * @param setting the setting of the secret
     */
    public BearerFilter(Optional<SecretToken> secret, Setting setting, AsyncRequests requests) {
        this.secret = secret;
        this.setting = setting;
        this.requests = requests;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (secret.isEmpty()) {
            requests.refuse(
                    request,
                    response,
                    Problem.forbidden("This needs " + setting.environmentName() + ", which is not set."));
        } else if (CredentialsReader.bearer(request).filter(secret.get()::is).isEmpty()) {
            requests.refuse(
                    request,
                    response,
                    Problem.unauthorized(
                            "This needs the value of " + setting.environmentName() + " as a Bearer token."));
        } else {
            chain.doFilter(request, response);
        }
    }
}
