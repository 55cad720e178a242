package dev.sluice.connection;

/** Why a stream ended. */
public enum CloseReason {
    /** The browser has left, or its network. */
    CLOSED("closed"),
    /** The node gave the browser up, for example since it took up too much memory. */
    CUT("cut"),
    /** The browser took nothing of a write for too long. */
    STALLED("stalled"),
    /** The access or the time of the stream was over. */
    EXPIRED("expired"),
    /** The stream's topics have ended. */
    FINISHED("finished"),
    /** The node is stopping. */
    DRAINED("drained"),
    /** An operator ended the stream. */
    ENDED("ended");

    private final String word;

    CloseReason(String word) {
        this.word = word;
    }

    /** Returns the word for other programs. */
    @Override
    public String toString() {
        return word;
    }
}
