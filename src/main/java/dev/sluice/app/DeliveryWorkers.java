package dev.sluice.app;

import dev.sluice.delivery.topic.Workers;
import dev.sluice.threads.Threads;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Threads that help the calling one, which begins at once and waits only for helpers that have begun: a helper without
 * a free core delays nothing. One thread at a time may call it.
 */
final class DeliveryWorkers implements Workers, AutoCloseable {
    private static final int MAX_THREADS = 8;

    /** The items that one thread writes in 20 ms; several take less time, but more CPU together. */
    private static final int ENOUGH = 2_000;

    private final int threads;
    private final ThreadPoolExecutor helpers;

    /** @param processors their number; half of them are left to Redis, to the proxy and to the system */
    DeliveryWorkers(int processors) {
        threads = Math.max(1, Math.min(processors / 2, MAX_THREADS));
        helpers = new ThreadPoolExecutor(
                threads - 1,
                Math.max(1, threads - 1),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.factory("sluice-delivery-helper"),
                new ThreadPoolExecutor.DiscardPolicy()); // after close() the caller does all the work
    }

    /** Starts all threads: a later start could fail in the middle of a round. */
    void start() {
        helpers.prestartAllCoreThreads();
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public int enough() {
        return ENOUGH;
    }

    @Override
    public <T> void forEach(List<T> items, Consumer<T> work) {
        Round<T> round = new Round<>(items, work);
        for (int i = 1; i < Math.min(threads, items.size()); i++) {
            helpers.execute(round);
        }
        round.finish();
    }

    @Override
    public void close() {
        Threads.stop(helpers);
    }

    /** The items of one call. A free thread takes the next one. */
    private static final class Round<T> implements Runnable {
        private final List<T> items;
        private final Consumer<T> work;
        private final AtomicInteger next = new AtomicInteger();
        /** The caller and the helpers at work. */
        private final Phaser busy = new Phaser(1);

        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Round(List<T> items, Consumer<T> work) {
            this.items = items;
            this.work = work;
        }

        /** For a helper; a late one finds nothing left. */
        @Override
        public void run() {
            busy.register();
            try {
                takeAll();
            } finally {
                busy.arriveAndDeregister();
            }
        }

        private void takeAll() {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                try {
                    work.accept(items.get(i));
                } catch (RuntimeException | Error e) {
                    failure.accumulateAndGet(e, Round::worse);
                }
            }
        }

        /** Returns the first one, unless an error comes after an exception. */
        private static Throwable worse(Throwable first, Throwable next) {
            return first == null || next instanceof Error && !(first instanceof Error) ? next : first;
        }

        /** For the caller. */
        void finish() {
            takeAll();
            busy.arriveAndAwaitAdvance();
            if (failure.get() instanceof RuntimeException e) {
                throw e;
            }
            if (failure.get() instanceof Error e) {
                throw e;
            }
        }
    }
}
