package dev.sluice.standalone.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.standalone.publish.MessageLines.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageLinesTest {
    private static MessageLines lines(String text) {
        return new MessageLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void linesKeepTheirNumbersWithoutTheirEnds() throws Exception {
        MessageLines lines = lines("a\r\n\n\u00FC");
        assertEquals(List.of(new Line(1, "a"), new Line(2, ""), new Line(3, "\u00FC")), lines.next());
        assertEquals(List.of(), lines.next());
    }

    @Test
    void batchEndsAtAThousandLines() throws Exception {
        MessageLines lines = lines("x\n".repeat(1_500));
        assertEquals(1_000, lines.next().size());
        List<Line> rest = lines.next();
        assertEquals(500, rest.size());
        assertEquals(1_001, rest.get(0).number());
    }

    @Test
    void batchEndsAtFourMebibytes() throws Exception {
        MessageLines lines = lines(("x".repeat(1 << 20) + "\n").repeat(6));
        assertEquals(4, lines.next().size());
        assertEquals(2, lines.next().size());
    }

    @Test
    void batchDoesNotWaitForMore() throws Exception {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out)) {
            MessageLines lines = new MessageLines(in);
            out.write("a\n".getBytes(StandardCharsets.UTF_8));
            assertEquals(List.of(new Line(1, "a")), lines.next());
            out.write("b\n".getBytes(StandardCharsets.UTF_8));
            assertEquals(List.of(new Line(2, "b")), lines.next());
        }
    }

    @Test
    void wrongLineIsNamedAfterThoseBeforeIt() throws Exception {
        MessageLines lines = new MessageLines(new ByteArrayInputStream(new byte[] {'a', '\n', (byte) 0xFF, '\n'}));
        assertEquals(List.of(new Line(1, "a")), lines.next());
        assertEquals(
                "Line 2 is not UTF-8.",
                assertThrows(IOException.class, lines::next).getMessage());
    }
}
