package dev.sluice.servlet;

import dev.sluice.threads.Threads;
import jakarta.servlet.ServletContext;

/**
 * The trigger at the end of the JVM, as after SIGTERM, at the same time as the container's own. A container that gives
 * open requests time to end (Jetty: its stop timeout) then finds none.
 */
final class ShutdownHookTrigger implements StopTrigger {
    private Thread hook;

    @Override
    public void listen(ServletContext context, Runnable stop) {
        Thread created = Threads.create("sluice-shutdown", stop);
        try {
            Runtime.getRuntime().addShutdownHook(created);
            hook = created;
        } catch (IllegalStateException e) {
            // The JVM is ending already; the container tells the application itself.
        }
    }

    @Override
    public void close() {
        if (hook == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook with it.
        }
    }
}
