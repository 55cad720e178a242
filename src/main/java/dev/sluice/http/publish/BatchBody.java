package dev.sluice.http.publish;

import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.PostedMessage;
import dev.sluice.sse.JsonMessageReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * Finds the messages in a body, an array or lines of JSON. All of it is checked before anything is published.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">NDJSON</a>
 */
final class BatchBody {
    /** The most messages in a body. */
    static final int MAX = 1_000;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] body;
    private final List<Range> found = new ArrayList<>();
    /** A place in the body, as a byte and as a character of what is being parsed. */
    private int byteAt;

    private long charAt;

    /**
     * The place of a message in the body.
     *
     * @param from its first byte; equal to {@code to} for what is no object
     * @param to the byte after its last one
     */
    record Range(int from, int to) {}

    private BatchBody(byte[] body) {
        this.body = body;
    }

    /**
     * Returns the places of all messages.
     *
     * @param asLines true if the body is said to have a message on each line; else its first character tells
     * @throws RefusedException if it is not JSON, or there are too many messages
     */
    static List<Range> ranges(byte[] body, boolean asLines) throws RefusedException {
        PostedMessage.requireUtf8(body);
        BatchBody batch = new BatchBody(body);
        int start = batch.start();
        int first = batch.firstOf(start, body.length);
        if (asLines || first < body.length && body[first] == '{') {
            batch.readLines(start);
        } else if (first < body.length && body[first] == '[') {
            batch.readArray(start);
        } else {
            throw refused("The body is neither a JSON array of messages nor lines with a JSON object each.");
        }
        return batch.found;
    }

    private int start() throws RefusedException {
        for (int i = 0; i < body.length; i++) {
            if (body[i] == 0) { // Jackson would guess another encoding
                throw refused("The body is not JSON at byte " + i + ".");
            }
        }
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (body.length <= i || body[i] != BYTE_ORDER_MARK[i]) {
                return 0;
            }
        }
        return BYTE_ORDER_MARK.length;
    }

    /** Returns the place of the first byte that is no white space, or {@code to}. */
    private int firstOf(int from, int to) {
        int at = from;
        while (at < to && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r' || body[at] == '\n')) {
            at++;
        }
        return at;
    }

    private void readLines(int start) throws RefusedException {
        int line = 1;
        for (int from = start; from < body.length; line++) {
            int to = from;
            while (to < body.length && body[to] != '\n') {
                to++;
            }
            if (firstOf(from, to) < to) {
                readLine(from, to, "Line " + line);
            }
            from = to + 1;
        }
    }

    private void readLine(int from, int to, String subject) throws RefusedException {
        try (JsonParser parser = parser(from, to)) {
            add(parser, parser.nextToken());
            requireEnd(parser, subject);
        } catch (JacksonException e) {
            throw refused(fault(e, subject, ""));
        }
    }

    private void readArray(int start) throws RefusedException {
        try (JsonParser parser = parser(start, body.length)) {
            parser.nextToken();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                add(parser, token);
            }
            requireEnd(parser, "The body");
        } catch (JacksonException e) {
            throw refused(fault(e, "The body", ", in the message with the index " + found.size()));
        }
    }

    private JsonParser parser(int from, int to) {
        byteAt = from;
        charAt = 0;
        return JsonMessageReader.JSON.createParser(ObjectReadContext.empty(), body, from, to - from);
    }

    private void add(JsonParser parser, JsonToken token) throws RefusedException {
        if (found.size() == MAX) {
            throw refused("The body has more than " + MAX + " messages.");
        }
        int from = byteOf(parser.currentTokenLocation().getCharOffset());
        parser.skipChildren();
        int to = token == JsonToken.START_OBJECT
                ? byteOf(parser.currentLocation().getCharOffset())
                : from;
        found.add(new Range(from, to));
    }

    /** Returns the byte at which a character begins: the parser counts characters. Does not go back. */
    private int byteOf(long character) {
        while (charAt < character) {
            int first = body[byteAt] & 0xFF;
            byteAt += first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
            charAt += first < 0xF0 ? 1 : 2; // two for a surrogate pair
        }
        return byteAt;
    }

    private static void requireEnd(JsonParser parser, String subject) throws RefusedException {
        try {
            if (parser.nextToken() == null) {
                return;
            }
        } catch (JacksonException e) {
            // Whatever follows is too much.
        }
        throw refused(subject + " has text after its JSON.");
    }

    /** Words a fault without the text of the exception, which quotes the message. */
    private static String fault(JacksonException e, String subject, String place) {
        return e instanceof StreamConstraintsException
                ? subject + " is JSON nested more than " + JsonMessageReader.MAX_LEVELS + " levels deep" + place + "."
                : subject + " is not JSON at character " + e.getLocation().getCharOffset() + place + ".";
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(Problem.badRequest(detail));
    }
}
