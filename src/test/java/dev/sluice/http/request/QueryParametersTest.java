package dev.sluice.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.http.answer.RefusedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryParametersTest {
    @Test
    void decodesNamesAndValuesInOrder() throws RefusedException {
        QueryParameters parameters = new QueryParameters("queue=b%3A1&queue=%C3%BC+x&after&%71ueue=a=b");
        assertEquals(List.of("b:1", "ü x", "a=b"), parameters.all("queue"));
        assertEquals(Optional.of(""), parameters.find("after"));
        assertEquals(Optional.of("b:1"), parameters.first("queue"));
        assertEquals(Optional.empty(), parameters.find("topic"));
    }

    @Test
    void anAddressWithoutAQueryHasNone() throws RefusedException {
        assertEquals(List.of(), new QueryParameters(null).all("queue"));
    }

    @Test
    void whatMayStandOnceMustNotStandTwice() throws RefusedException {
        QueryParameters parameters = new QueryParameters("last=1&last=2");
        assertThrows(RefusedException.class, () -> parameters.find("last"));
    }

    @Test
    void anEscapeThatIsNoneIsRefused() {
        assertThrows(RefusedException.class, () -> new QueryParameters("queue=%zz"));
    }
}
