package dev.sluice.delivery.topic;

import java.util.List;
import java.util.function.Consumer;

/** Do pieces of work that do not depend on each other, perhaps several at a time. Used by one thread at a time. */
public interface Workers {
    /** No workers: the calling thread does one piece after the other. */
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

    /** How many pieces of work make it worthwhile to call the workers. */
    int enough();

    /**
     * Does a piece of work for each item, in any order and by any threads, and returns when all are done. The work sees
     * what the caller did before, and the caller sees what the work did.
     *
     * @throws RuntimeException that of the first piece of work that failed; the others may have been done or not
     */
    <T> void forEach(List<T> items, Consumer<T> work);
}
