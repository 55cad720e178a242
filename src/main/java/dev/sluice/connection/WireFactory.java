package dev.sluice.connection;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** A factory of the wire to a request's browser. Thread-safe. */
@FunctionalInterface
public interface WireFactory {
    /** Makes the wire of a request with a response that has begun; the wire outlasts the servlet's call. */
    Wire wire(HttpServletRequest request) throws IOException;
}
