package dev.sluice.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final int PLACES = 6;

    /** A request to a container that shows what becomes of it. */
    private static final class Asked {
        private final Map<Object, Object> attributes = new HashMap<>();
        private final List<String> done = new ArrayList<>();
        private final RuntimeException onDispatch;

        /** @param onDispatch what the container says to a dispatch; null where it takes it */
        private Asked(RuntimeException onDispatch) {
            this.onDispatch = onDispatch;
        }

        private HttpServletRequest request() {
            return fake(HttpServletRequest.class);
        }

        private <T> T fake(Class<T> type) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "getRequest" -> request();
                        case "getResponse" -> fake(HttpServletResponse.class);
                        case "startAsync" -> fake(AsyncContext.class);
                        case "getAttribute" -> attributes.get(arguments[0]);
                        case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
                        case "setTimeout" -> null;
                        case "setStatus" -> note("status " + arguments[0]);
                        case "dispatch" -> dispatch();
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> self == arguments[0];
                        default -> note(method.getName());
                    }));
        }

        private Object dispatch() {
            if (onDispatch != null) {
                throw onDispatch;
            }
            return note("dispatch");
        }

        private Object note(String what) {
            done.add(what);
            return null;
        }
    }

    private static Places taken() throws RefusedException {
        Places places = new Places("Too many.");
        for (int i = 0; i < PLACES; i++) {
            assertTrue(places.take(new Asked(null).request()));
        }
        return places;
    }

    @Test
    void aPlaceGoesToTheOneThatWaitsLongest() throws Exception {
        Places places = taken();
        Asked first = new Asked(null);
        Asked second = new Asked(null);
        assertFalse(places.take(first.request()));
        assertFalse(places.take(second.request()));
        places.release();
        assertEquals(List.of("dispatch"), first.done);
        assertEquals(List.of(), second.done);
        assertTrue(places.take(first.request()), "it comes again, and has its place");
    }

    @Test
    void whomTheContainerDoesNotDispatchLosesNobodysPlaceAndIsEnded() throws Exception {
        Places places = taken();
        Asked lost = new Asked(new UnsupportedOperationException("no dispatcher for this path"));
        Asked next = new Asked(null);
        assertFalse(places.take(lost.request()));
        assertFalse(places.take(next.request()));
        places.release();
        assertEquals(List.of("status 503", "complete"), lost.done);
        assertEquals(List.of("dispatch"), next.done);
        places.release();
        assertTrue(places.take(new Asked(null).request()), "the place is free");
    }
}
