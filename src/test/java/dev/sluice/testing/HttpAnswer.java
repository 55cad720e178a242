package dev.sluice.testing;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** One answer of HTTP/1.1 as its bytes come in: its head, and the body without the frames of its chunks. */
final class HttpAnswer {
    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        END
    }

    private final StringBuilder head = new StringBuilder();
    private final StringBuilder chunkSize = new StringBuilder();
    private Part part = Part.HEAD;
    private int left;

    /** Takes the next bytes, and gives those of the body to {@code body}. */
    void feed(ByteBuffer bytes, Consumer<ByteBuffer> body) {
        while (bytes.hasRemaining() && part != Part.END) {
            switch (part) {
                case HEAD -> readHead((char) bytes.get());
                case CHUNK_SIZE -> readChunkSize((char) bytes.get());
                case CHUNK_END -> part = bytes.get() == '\n' ? Part.CHUNK_SIZE : part;
                case CHUNK -> {
                    ByteBuffer piece = bytes.slice(bytes.position(), Math.min(left, bytes.remaining()));
                    bytes.position(bytes.position() + piece.remaining());
                    left -= piece.remaining();
                    body.accept(piece);
                    part = left == 0 ? Part.CHUNK_END : part;
                }
                default -> {
                    body.accept(bytes.slice());
                    bytes.position(bytes.limit());
                }
            }
        }
    }

    private void readHead(char c) {
        head.append(c);
        if (c == '\n' && head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
            boolean chunked = head.toString().toLowerCase().contains("transfer-encoding: chunked");
            part = chunked ? Part.CHUNK_SIZE : Part.BODY;
        }
    }

    private void readChunkSize(char c) {
        if (c != '\n') {
            chunkSize.append(c);
            return;
        }
        left = Integer.parseInt(chunkSize.toString().strip(), 16);
        chunkSize.setLength(0);
        part = left == 0 ? Part.END : Part.CHUNK;
    }

    boolean hasHead() {
        return part != Part.HEAD;
    }

    /** Whether an EventSource takes it for a stream, rather than give up for good. */
    boolean isStream() {
        String lower = head.toString().toLowerCase();
        return lower.startsWith("http/1.1 200 ") && lower.contains("\r\ncontent-type: text/event-stream");
    }

    boolean isEnded() {
        return part == Part.END;
    }

    @Override
    public String toString() {
        return head.toString();
    }
}
