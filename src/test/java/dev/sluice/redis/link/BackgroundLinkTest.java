package dev.sluice.redis.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.threads.Threads;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

class BackgroundLinkTest {
    private final ThreadPoolExecutor threads = Threads.pool("sluice-test");
    private final Semaphore attempts = new Semaphore(0);
    private final BackgroundLink link =
            new BackgroundLink(new HostAndPort("away", 6379), this::fail, () -> {}, threads);

    @AfterEach
    void close() {
        link.close();
        Threads.stop(threads);
        assertTrue(threads.isTerminated());
    }

    private ClaimingConnection fail() {
        attempts.release();
        throw new OutOfMemoryError("for now");
    }

    @Test
    void itGoesOnTryingAfterAnError() throws Exception {
        JedisConnectionException away = assertThrows(JedisConnectionException.class, link::requireOpen);
        assertEquals("Redis at away:6379 is away: for now", away.getMessage());
        assertTrue(attempts.tryAcquire(3, 10, TimeUnit.SECONDS), "no further attempt");
    }
}
