package dev.sluice.http.access;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import java.util.List;
import java.util.function.Supplier;

/** Watches over the access of open streams. Thread-safe. */
public interface StreamAccess {
    /** A watch over nothing: no stream ends before its browser does. */
    StreamAccess NONE = (id, access, needs) -> Watch.NONE;

    /** The watch over one stream. */
    interface Watch {
        /** A watch that does nothing. */
        Watch NONE = new Watch() {
            @Override
            public void opened(Stream stream) {
                // It ends by itself.
            }

            @Override
            public void closed() {
                // Nothing was kept.
            }
        };

        /** Called once the stream is open. */
        void opened(Stream stream);

        /** Called once the stream is closed, also if it was never opened. */
        void closed();
    }

    /**
     * Watches over a new stream.
     *
     * @param id the public id of the connection
     * @param access what was decided
     * @param needs gives what the stream has; not asked if nothing is watched
     */
    Watch watch(String id, Access access, Supplier<List<Need>> needs);
}
