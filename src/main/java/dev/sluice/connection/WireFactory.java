package dev.sluice.connection;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Finds the way to the browser below a request. Thread-safe. */
@FunctionalInterface
public interface WireFactory {
    /** Takes charge of a request whose response has begun: its wire goes on when the servlet has returned. */
    Wire wire(HttpServletRequest request) throws IOException;
}
