package dev.sluice.testing;

/** How often something is repeated. */
public final class Rounds {
    private static final boolean MANY = Boolean.getBoolean("test.reliability");

    private Rounds() {}

    /**
     * @param few in every {@code mvn verify}
     * @param many with the profiles {@code long} and {@code reliability}
     */
    public static int of(int few, int many) {
        return MANY ? many : few;
    }
}
