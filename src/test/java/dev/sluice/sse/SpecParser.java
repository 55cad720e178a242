package dev.sluice.sse;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a browser makes of one event stream. Written from the specification and from nothing of Sluice, so that it can
 * judge what Sluice writes. Takes the bytes in chunks of any size; not thread-safe. The end of the stream need not be
 * told: "any pending data must be discarded" there, so what no blank line has ended is never an event.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">WHATWG HTML,
 *     9.2.6 "Interpreting an event stream"</a>
 */
public final class SpecParser {
    /** An event as a page gets it. */
    public record Event(String type, String data, String lastEventId) {}

    private static final char BOM = '\uFEFF';
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final SpecUtf8Decoder decoder = new SpecUtf8Decoder(this::read);
    private boolean atStart = true;
    private boolean afterCr;
    private final StringBuilder line = new StringBuilder();

    // "They must be initialized to the empty string."
    private final StringBuilder dataBuffer = new StringBuilder();
    private String eventTypeBuffer = "";
    private String lastEventIdBuffer = "";

    private String lastEventId = "";
    private OptionalLong reconnectionMillis = OptionalLong.empty();
    private int retries;
    private int comments;
    private final List<Event> events = new ArrayList<>();

    /** Parses a whole stream, given in chunks of so many bytes. */
    public static SpecParser parse(ByteBuffer stream, int chunkSize) {
        SpecParser parser = new SpecParser();
        ByteBuffer rest = stream.duplicate();
        while (rest.hasRemaining()) {
            int size = Math.min(chunkSize, rest.remaining());
            parser.feed(rest.slice(rest.position(), size));
            rest.position(rest.position() + size);
        }
        return parser;
    }

    /** Takes the next bytes of the stream; a character or a CRLF may be cut between two calls. */
    public void feed(ByteBuffer chunk) {
        while (chunk.hasRemaining()) {
            decoder.decode(chunk.get());
        }
    }

    /** The events dispatched so far. */
    public List<Event> events() {
        return Collections.unmodifiableList(events);
    }

    /** What the browser would send as Last-Event-ID if it were cut off now. */
    public String lastEventId() {
        return lastEventId;
    }

    /** How many times the stream has named a reconnection time. */
    public int retries() {
        return retries;
    }

    /** The reconnection time, in milliseconds, or empty where the stream has named none. */
    public OptionalLong reconnectionMillis() {
        return reconnectionMillis;
    }

    /** How many lines were comments. */
    public int comments() {
        return comments;
    }

    private void read(int c) {
        // "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any."
        boolean strip = atStart && c == BOM;
        atStart = false;
        // A line ends in CRLF, in LF without a CR before it, or in CR without an LF after it.
        boolean secondOfCrLf = afterCr && c == '\n';
        afterCr = c == '\r';
        if (strip || secondOfCrLf) {
            return;
        }
        if (c == '\n' || c == '\r') {
            String whole = line.toString();
            line.setLength(0);
            process(whole);
        } else {
            line.appendCodePoint(c);
        }
    }

    private void process(String whole) {
        int colon = whole.indexOf(':');
        if (whole.isEmpty()) {
            dispatch();
        } else if (colon == 0) {
            comments++;
        } else if (colon > 0) {
            String value = whole.substring(colon + 1);
            // "If value starts with a U+0020 SPACE character, remove it from value."
            processField(whole.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        } else {
            processField(whole, "");
        }
    }

    private void processField(String name, String value) {
        switch (name) {
            case "event" -> eventTypeBuffer = value;
            case "data" -> dataBuffer.append(value).append('\n');
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    lastEventIdBuffer = value;
                }
            }
            case "retry" -> {
                // An empty value has no digits to interpret; browsers ignore it.
                if (value.matches("[0-9]+")) {
                    retries++;
                    reconnectionMillis =
                            OptionalLong.of(new BigInteger(value).min(MAX).longValue());
                }
            }
            default -> {
                // "Otherwise: The field is ignored."
            }
        }
    }

    private void dispatch() {
        // Step 1, before the look at the data: an id alone moves the last event ID.
        lastEventId = lastEventIdBuffer;
        // Step 2.
        if (!dataBuffer.isEmpty()) {
            // Step 3: of the trailing line feeds only the one that the last field added.
            dataBuffer.setLength(dataBuffer.length() - 1);
            // Steps 4 to 6.
            String type = eventTypeBuffer.isEmpty() ? "message" : eventTypeBuffer;
            events.add(new Event(type, dataBuffer.toString(), lastEventId));
        }
        // Steps 2 and 7. "The buffer does not get reset" is said of the last event ID.
        dataBuffer.setLength(0);
        eventTypeBuffer = "";
    }
}
