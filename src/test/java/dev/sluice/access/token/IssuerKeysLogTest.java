package dev.sluice.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class IssuerKeysLogTest {
    private static final IssuerKeySet NO_KEYS = new IssuerKeySet(List.of(), List.of());

    private final Logger logger = (Logger) LoggerFactory.getLogger(IssuerKeysLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final IssuerKeysLog log =
            new IssuerKeysLog(URI.create("https://user:password@issuer.example:8443/keys?secret=1"));

    @BeforeEach
    void begin() {
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void end() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private List<String> take(Level level) {
        List<String> taken = lines.list.stream()
                .filter(line -> line.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
        lines.list.clear();
        return taken;
    }

    @Test
    void outageIsLoggedAtItsBeginAndEnd() {
        log.fetched(NO_KEYS);
        assertEquals(List.of(), take(Level.INFO));
        log.failed(new CompletionException(new IOException("it answers with the status 500")), true);
        assertEquals(
                List.of("Cannot fetch the keys of https://issuer.example:8443/keys: it answers with the status"
                        + " 500. The known keys stay in use; next attempt in two seconds"),
                take(Level.WARN));
        log.failed(new CancellationException(), true);
        assertEquals(List.of(), take(Level.WARN));
        log.fetched(NO_KEYS);
        assertEquals(
                List.of(
                        "The keys of https://issuer.example:8443/keys can be fetched again; keys that verify tokens: 0"),
                take(Level.INFO));
        log.fetched(NO_KEYS);
        assertEquals(List.of(), take(Level.INFO));
        log.failed(new CancellationException(), false);
        assertEquals(
                List.of("Cannot fetch the keys of https://issuer.example:8443/keys: the answer has not come in"
                        + " time. Tokens of this issuer are refused until then; next attempt in two seconds"),
                take(Level.WARN));
    }

    @Test
    void ignoredKeysAreLoggedOnce() {
        IssuerKeySet keys = new IssuerKeySet(List.of(), List.of("key 1: it must be an object"));
        log.fetched(keys);
        log.fetched(keys);
        assertEquals(
                List.of("Keys of https://issuer.example:8443/keys that are ignored: [key 1: it must be an object]"),
                take(Level.DEBUG));
    }
}
