package dev.sluice.delivery.topic;

import java.util.List;
import java.util.function.Consumer;

/** Workers for independent pieces of work, perhaps several at a time. Used by one thread at a time. */
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

    /** Returns the number of pieces that may be done at a time. */
    int threads();

    /** Returns the number of pieces that make it worthwhile to call the workers. */
    int enough();

    /**
     * Does a piece of work for each item, in any order and by any threads, and returns when all are done. The work sees
     * the caller's earlier changes, and the caller those of the work.
     *
     * @throws RuntimeException the first failure; other pieces may have been done or not
     */
    <T> void forEach(List<T> items, Consumer<T> work);
}
