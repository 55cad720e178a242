package dev.sluice.testing;

import dev.sluice.sse.SpecParser;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.List;

/** One EventSource of {@link Browsers}, which comes back after the delay that the server has named. */
final class Browser extends EventSourceConnection {
    private static final long FIRST_RETRY_MILLIS = 100;

    private final Browsers.Listener listener;
    private final Ledger ledger;
    private final String headers;

    private String lastEventId = "";
    private long retryMillis = FIRST_RETRY_MILLIS;
    private SpecParser parser;
    private int read;
    private Ledger.Line line;

    private volatile URI openAt;
    private volatile String refusal;

    /** @param headers what it sends besides those of every browser, a line each */
    Browser(
            int number,
            List<URI> addresses,
            Selector selector,
            Browsers.Listener listener,
            Ledger ledger,
            String headers) {
        super(number, addresses, selector);
        this.headers = headers;
        this.listener = listener;
        this.ledger = ledger;
    }

    @Override
    String lastEventId() {
        return lastEventId;
    }

    @Override
    String headers() {
        return headers;
    }

    @Override
    void begun() {
        parser = new SpecParser();
        read = 0;
    }

    @Override
    void read(ByteBuffer body) {
        parser.feed(body);
        parser.reconnectionMillis().ifPresent(millis -> retryMillis = millis);
        lastEventId = parser.lastEventId().isEmpty() ? lastEventId : parser.lastEventId();
        List<SpecParser.Event> events = parser.events();
        for (; read < events.size(); read++) {
            SpecParser.Event event = events.get(read);
            if (event.type().equals("sluice:connected")) {
                line = ledger.line(number());
                openAt = address();
            } else if (event.type().equals("message")) {
                line.received(Integer.parseInt(event.data()));
                listener.received(number(), address(), event);
            }
        }
    }

    @Override
    void refused(String head) {
        refusal = head;
    }

    @Override
    void lost() {
        broke();
        openAt = null;
        line = null;
        comeBackIn(retryMillis);
    }

    /** What came over it lately may come again. */
    void broke() {
        if (line != null) {
            line.broke();
        }
    }

    /** Where its stream is open; null where it is not. */
    URI openAt() {
        return openAt;
    }

    /** The head of the answer that made it give up; null where none did. */
    String refusal() {
        return refusal;
    }
}
