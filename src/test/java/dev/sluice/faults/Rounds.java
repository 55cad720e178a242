package dev.sluice.faults;

/** How often a fault is repeated. */
final class Rounds {
    private static final boolean MANY = Boolean.getBoolean("test.reliability");

    private Rounds() {}

    /**
     * @param few in every {@code mvn verify}
     * @param many with the profile {@code reliability}
     */
    static int of(int few, int many) {
        return MANY ? many : few;
    }
}
