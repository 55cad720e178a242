package dev.sluice.servlet;

import jakarta.servlet.ServletContext;

/**
 * A signal that a container is about to stop the application, while its streams still work: the application's own
 * listeners are told only after the streams have ended, too late to settle the last messages.
 */
interface StopTrigger {
    /**
     * Listens from now on.
     *
     * @param context the application
     * @param stop run on any thread, perhaps at the same time as another trigger's; the container waits for it if it
     *     can
     */
    void listen(ServletContext context, Runnable stop);

    /** Stops listening, and keeps no reference to the application's classes. */
    void close();
}
