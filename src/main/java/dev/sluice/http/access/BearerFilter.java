package dev.sluice.http.access;

import dev.sluice.http.answer.AsyncRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The filter of addresses that need a secret as a Bearer token. */
public final class BearerFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient BearerSecret secret;
    private final transient AsyncRequests requests;

    public BearerFilter(BearerSecret secret, AsyncRequests requests) {
        this.secret = secret;
        this.requests = requests;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (secret.isIn(request)) {
            chain.doFilter(request, response);
        } else {
            requests.refuse(request, response, secret.refusal());
        }
    }
}
