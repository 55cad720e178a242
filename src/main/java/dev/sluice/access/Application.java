package dev.sluice.access;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The application, which knows its sessions. Thread-safe. */
public interface Application {
    /**
     * Asks the application. No thread waits.
     *
     * @param needs what the request needs
     * @return what the application grants; or an {@link AccessException} if it refuses (UNKNOWN_CLIENT, NOT_GRANTED), if
     *     the request is too long for it (MALFORMED), or if it does not answer in time (UNAVAILABLE)
     */
    CompletableFuture<Access> ask(Credentials credentials, List<Need> needs);
}
