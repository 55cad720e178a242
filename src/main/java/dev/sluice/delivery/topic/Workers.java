package dev.sluice.delivery.topic;

import java.util.List;
import java.util.function.Consumer;

/** Does pieces of work that do not depend on each other, perhaps several at a time. */
public interface Workers {
    /** Does one after the other, by the thread that calls. */
    Workers NONE = new Workers() {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public int enough() {
            return Integer.MAX_VALUE;
        }

        @Override
        public <T> void forEach(List<T> items, Consumer<T> work) {
            items.forEach(work);
        }
    };

    /** How many pieces may be done at a time. */
    int threads();

    /** For fewer pieces it does not pay to call them. */
    int enough();

    /**
     * Does a piece of work for each item, in any order and by any threads, and returns when all are done. What the caller
     * did before is seen by the work, and what that does by the caller.
     *
     * @throws RuntimeException that of the first piece of work that failed; the others may have been done or not
     */
    <T> void forEach(List<T> items, Consumer<T> work);
}
