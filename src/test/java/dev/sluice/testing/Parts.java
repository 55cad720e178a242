package dev.sluice.testing;

/** What a test has set up. */
public final class Parts {
    private Parts() {}

    /** Closes them in this order; null is what was not set up, since a program that it needs is not installed. */
    public static void close(AutoCloseable... parts) throws Exception {
        for (AutoCloseable part : parts) {
            if (part != null) {
                part.close();
            }
        }
    }
}
