package dev.sluice.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.access.Access;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingRequestsTest {
    private final AtomicInteger dispatched = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    private HttpServletRequest request(boolean isOver) {
        AsyncContext context = fake(AsyncContext.class, name -> {
            if (name.equals("dispatch")) {
                if (isOver) {
                    throw new IllegalStateException("the request is over");
                }
                dispatched.incrementAndGet();
            }
            return null;
        });
        return fake(HttpServletRequest.class, name -> name.equals("startAsync") ? context : null);
    }

    private interface Calls {
        Object call(String name);
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, arguments) -> calls.call(called.getName())));
    }

    @ParameterizedTest
    @CsvSource({"false, 1, 0", "true, 0, 1"})
    void aRequestComesAgainOrIsLost(boolean isOver, int again, int gone) {
        WaitingRequests waiting = new WaitingRequests();
        CompletableFuture<Access> decision = new CompletableFuture<>();
        waiting.await(request(isOver), decision, lost::incrementAndGet);
        assertEquals(1, waiting.count());
        decision.complete(Access.NONE);
        assertEquals(0, waiting.count());
        assertEquals(again, dispatched.get());
        assertEquals(gone, lost.get());
    }
}
