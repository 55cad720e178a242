package dev.sluice.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamResponseTest {
    @Test
    void readsABodyWithoutChunks() throws Exception {
        assertEventsInPiecesOfAnySize("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                + "id: 1\ndata: one\n\nid: 2\ndata: two\n\n");
    }

    @Test
    void chunksMayEndAnywhere() throws Exception {
        assertEventsInPiecesOfAnySize("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "10\r\nid: 1\ndata: one\n\r\n1\r\n\n\r\nB\r\nid: 2\ndata:\r\n6\r\n two\n\n\r\n0\r\n\r\n");
    }

    @Test
    void isAnsweredOnceTheHeadHasCome() throws Exception {
        StreamResponse response = new StreamResponse();
        EventScannerTest.Parts parts = new EventScannerTest.Parts();
        byte[] bytes = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        response.read(bytes, 0, bytes.length - 1, 0, parts);
        assertFalse(response.isAnswered());
        response.read(bytes, bytes.length - 1, bytes.length, 0, parts);
        assertTrue(response.isAnswered());
    }

    @Test
    void anythingButA200IsAnError() {
        byte[] bytes = "HTTP/1.1 403 Forbidden\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        IOException error = assertThrows(
                IOException.class,
                () -> new StreamResponse().read(bytes, 0, bytes.length, 0, new EventScannerTest.Parts()));
        assertEquals(
                "the server answers HTTP/1.1 403 Forbidden; does it serve this queue or topic?", error.getMessage());
    }

    private static void assertEventsInPiecesOfAnySize(String answer) throws IOException {
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        for (int size = 1; size <= bytes.length; size++) {
            StreamResponse response = new StreamResponse();
            EventScannerTest.Parts parts = new EventScannerTest.Parts();
            for (int at = 0; at < bytes.length; at += size) {
                response.read(bytes, at, Math.min(bytes.length, at + size), 0, parts);
            }
            assertEquals(
                    List.of("id 1", "data one", "end", "id 2", "data two", "end"), parts.found, "in pieces of " + size);
        }
    }
}
