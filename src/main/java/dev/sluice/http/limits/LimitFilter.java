package dev.sluice.http.limits;

import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;

/** The filter that counts requests for their addresses, before anything else is known of them. */
public final class LimitFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient Supplier<RequestLimit> limit;
    private final transient Set<String> methods;
    private final transient AsyncRequests requests;

    /** @param methods the methods of the requests that count */
    public LimitFilter(Supplier<RequestLimit> limit, Set<String> methods, AsyncRequests requests) {
        this.limit = limit;
        this.methods = methods;
        this.requests = requests;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            if (methods.contains(request.getMethod())) {
                limit.get().countAddress(request);
            }
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        chain.doFilter(request, response);
    }
}
