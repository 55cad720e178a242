package dev.sluice.bench;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The growth of the server's resident memory since this was made, if its process is known. */
final class MemoryUse {
    private final Target target;
    private final OptionalLong before;

    MemoryUse(Target target) throws IOException {
        this.target = target;
        this.before = target.residentKilobytes();
    }

    /** Returns the kilobytes until now for each of this many streams. */
    OptionalDouble growthPer(int streams) throws IOException {
        OptionalLong now = target.residentKilobytes();
        return before.isEmpty() || now.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) (now.getAsLong() - before.getAsLong()) / streams);
    }
}
