package dev.sluice.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;

/**
 * Adds the node's own servlets and filters to a container, all of them for asynchronous requests.
 *
 * @param context the container
 */
record Registrations(ServletContext context) {
    private static final String PREFIX = "sluice-";

    void servlet(String name, HttpServlet servlet, String path) {
        ServletRegistration.Dynamic registration = context.addServlet(PREFIX + name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(path);
    }

    /** Adds a filter after those added before. */
    void filter(String name, Filter filter, String... paths) {
        FilterRegistration.Dynamic registration = context.addFilter(PREFIX + name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, paths);
    }

    /** Returns true if a servlet is one of the node's own, and none of the container's or the application's. */
    static boolean isOwn(String servletName) {
        return servletName.startsWith(PREFIX);
    }
}
