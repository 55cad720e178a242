package dev.sluice.http.limits;

/** What clients have of something, by their names. Thread-safe. */
interface Usage {
    /** Counts one more of a client; returns false, and counts nothing, if it has the most that it may have. */
    boolean take(String client, int most);

    /** Counts one less of a client. */
    void giveBack(String client);
}
