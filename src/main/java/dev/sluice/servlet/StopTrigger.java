package dev.sluice.servlet;

import jakarta.servlet.ServletContext;

/**
 * Tells that a container is about to stop the application, while its streams still work: a container tells the
 * application's own listeners only when it has ended them, and what was written last could not be settled.
 */
interface StopTrigger {
    /**
     * Listens from now on.
     *
     * @param context the application
     * @param stop run by any thread, perhaps at the same time as by another trigger; the container waits for it if it can
     */
    void listen(ServletContext context, Runnable stop);

    /** Listens no more, and keeps nothing that would keep the application's classes. */
    void close();
}
