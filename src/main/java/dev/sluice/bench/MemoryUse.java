package dev.sluice.bench;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** By how much the resident memory of the server has grown since this was made, where its process is known. */
final class MemoryUse {
    private final Target target;
    private final OptionalLong before;

    MemoryUse(Target target) throws IOException {
        this.target = target;
        this.before = target.residentKilobytes();
    }

    /** Kilobytes until now for each of so many streams. */
    OptionalDouble growthPer(int streams) throws IOException {
        OptionalLong now = target.residentKilobytes();
        return before.isEmpty() || now.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) (now.getAsLong() - before.getAsLong()) / streams);
    }
}
