package dev.sluice.bench.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A server's answer to a request for a stream, as its bytes come in: the head, then events, in chunks or not. */
final class StreamResponse {
    private static final int MAX_HEAD = 16 << 10;
    private static final byte[] NONE = {};

    private enum Part {
        HEAD,
        PLAIN,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END
    }

    private final EventScanner scanner = new EventScanner();
    private Part part = Part.HEAD;
    private byte[] head = NONE;
    /** The bytes of the chunk that are still to come. */
    private long left;

    /** Returns true if the head has come. */
    boolean isAnswered() {
        return part != Part.HEAD;
    }

    /**
     * Takes the next bytes.
     *
     * @throws IOException if the answer is no 200
     */
    void read(byte[] bytes, int from, int to, long readNanos, EventScanner.Sink sink) throws IOException {
        int at = part == Part.HEAD ? readHead(bytes, from, to) : from;
        if (part == Part.PLAIN) {
            scanner.scan(bytes, at, to, readNanos, sink);
            return;
        }
        while (at < to) {
            at = readChunks(bytes, at, to, readNanos, sink);
        }
    }

    private int readChunks(byte[] bytes, int at, int to, long readNanos, EventScanner.Sink sink) {
        if (part == Part.CHUNK) {
            int end = (int) Math.min(to, at + left);
            scanner.scan(bytes, at, end, readNanos, sink);
            left -= end - at;
            part = left == 0 ? Part.CHUNK_END : part;
            return end;
        }
        byte next = bytes[at];
        if (next == '\n') {
            // What follows the last chunk, of size 0, is the end.
            part = part == Part.CHUNK_SIZE && left > 0 ? Part.CHUNK : Part.CHUNK_SIZE;
        } else if (part == Part.CHUNK_SIZE && Character.digit(next, 16) >= 0) {
            left = left * 16 + Character.digit(next, 16);
        }
        return at + 1;
    }

    /** Returns where the body begins; the end of the bytes if it has not begun. */
    private int readHead(byte[] bytes, int from, int to) throws IOException {
        int known = head.length;
        head = Arrays.copyOf(head, known + to - from);
        System.arraycopy(bytes, from, head, known, to - from);
        for (int i = 3; i < head.length; i++) {
            if (head[i] == '\n' && head[i - 1] == '\r' && head[i - 2] == '\n') {
                String text = new String(head, 0, i, StandardCharsets.ISO_8859_1);
                head = NONE;
                begin(text);
                return from + i + 1 - known;
            }
        }
        if (head.length > MAX_HEAD) {
            throw new IOException("the server's answer begins with more than " + MAX_HEAD + " bytes of headers");
        }
        return to;
    }

    private void begin(String text) throws IOException {
        String status = text.lines().findFirst().orElse("");
        if (!status.startsWith("HTTP/1.1 200")) {
            String hint = status.contains(" 403 ") ? "; does it serve this queue or topic?" : "";
            throw new IOException("the server answers " + status + hint);
        }
        boolean chunked =
                text.toLowerCase(Locale.ROOT).lines().anyMatch(line -> line.matches("transfer-encoding:\\s*chunked"));
        part = chunked ? Part.CHUNK_SIZE : Part.PLAIN;
    }
}
