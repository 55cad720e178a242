package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeliveryWorkersTest {
    private static final List<Integer> ITEMS = IntStream.range(0, 500).boxed().toList();

    private final DeliveryWorkers workers = new DeliveryWorkers(8);

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    @DisplayName("Each item has its work done once, and the caller sees it")
    void eachItemIsDoneOnce() {
        AtomicIntegerArray done = new AtomicIntegerArray(ITEMS.size());
        int[] plain = new int[ITEMS.size()];
        for (int round = 1; round <= 2_000; round++) {
            workers.forEach(ITEMS, item -> {
                done.incrementAndGet(item);
                plain[item]++;
            });
            for (int item : ITEMS) {
                assertEquals(round, done.get(item), "item " + item);
                assertEquals(round, plain[item], "item " + item);
            }
        }
    }

    @Test
    void severalThreadsAreAtItAtATime() {
        CountDownLatch four = new CountDownLatch(4);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        workers.forEach(ITEMS, item -> {
            if (threads.add(Thread.currentThread())) {
                four.countDown();
                await(four);
            }
        });
        assertEquals(4, threads.size());
        assertTrue(threads.contains(Thread.currentThread()));
    }

    @Test
    void absentHelperKeepsNobodyWaiting() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch allBusy = new CountDownLatch(4);
        Thread other = new Thread(() -> workers.forEach(ITEMS, item -> {
            allBusy.countDown();
            await(end);
        }));
        other.start();
        await(allBusy);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        workers.forEach(ITEMS, item -> threads.add(Thread.currentThread()));
        assertEquals(Set.of(Thread.currentThread()), threads);
        end.countDown();
        other.join();
    }

    @Test
    void whatFailsKeepsNothingElseFromBeingDone() {
        IllegalStateException thrown = new IllegalStateException("one of them");
        AtomicIntegerArray done = new AtomicIntegerArray(ITEMS.size());
        RuntimeException failure = assertThrows(
                RuntimeException.class,
                () -> workers.forEach(ITEMS, item -> {
                    done.incrementAndGet(item);
                    if (item == 250) {
                        throw thrown;
                    }
                }));
        assertSame(thrown, failure);
        assertEquals(500, ITEMS.stream().mapToInt(done::get).sum());
        workers.forEach(ITEMS, done::incrementAndGet);
        assertEquals(1_000, ITEMS.stream().mapToInt(done::get).sum(), "and the next round is not harmed");
    }

    @Test
    void earlierExceptionDoesNotHideAnError() {
        assertThrows(
                OutOfMemoryError.class,
                () -> workers.forEach(ITEMS.subList(0, 2), item -> {
                    if (item == 0) {
                        throw new IllegalStateException("before it");
                    }
                    throw new OutOfMemoryError("of one of them");
                }));
    }

    @Test
    void callerDoesAllIfThereIsNoHelper() {
        workers.close();
        for (DeliveryWorkers alone : List.of(workers, new DeliveryWorkers(1), new DeliveryWorkers(2))) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            AtomicIntegerArray done = new AtomicIntegerArray(ITEMS.size());
            alone.forEach(ITEMS, item -> {
                threads.add(Thread.currentThread());
                done.incrementAndGet(item);
            });
            assertEquals(Set.of(Thread.currentThread()), threads);
            assertEquals(500, ITEMS.stream().mapToInt(done::get).sum());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
