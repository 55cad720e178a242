package dev.sluice.bench.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reports the progress of long work on the error stream, every few seconds until it is over. */
public final class Progress {
    private static final long EVERY_SECONDS = 5;

    private final CountDownLatch over = new CountDownLatch(1);

    private Progress() {}

    /** @param state one line; called by a thread of its own */
    public static Progress of(Supplier<String> state) {
        Progress progress = new Progress();
        Thread thread = new Thread(() -> progress.tell(state), "bench-progress");
        thread.setDaemon(true);
        thread.start();
        return progress;
    }

    private void tell(Supplier<String> state) {
        try {
            while (!over.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("... " + state.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void close() {
        over.countDown();
    }
}
