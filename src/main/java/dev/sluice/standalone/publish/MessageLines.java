package dev.sluice.standalone.publish;

import dev.sluice.access.client.StrictUtf8;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of an input, in batches as they arrive. Not thread-safe. */
final class MessageLines {
    private static final int MAX_LINES = 1_000;
    /** As much as a node takes at once, if each byte becomes two in JSON. */
    private static final int MAX_BYTES = 4 << 20;
    /** The highest value of SLUICE_MAX_MESSAGE_BYTES. */
    private static final int MAX_LINE = 64 << 20;

    private final BufferedInputStream in;
    private long number;
    private IOException failure;

    MessageLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** A line with its number, which begins with 1. */
    record Line(long number, String text) {}

    /**
     * Waits for a line.
     *
     * @return it, and those behind it that have arrived already; none at the end
     * @throws IOException if the next line cannot be read; the message names it
     */
    List<Line> next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        List<Line> lines = new ArrayList<>();
        int bytes = 0;
        try {
            do {
                byte[] line = read();
                if (line == null) {
                    return lines;
                }
                bytes += line.length;
                lines.add(new Line(number, decode(line)));
            } while (lines.size() < MAX_LINES && bytes < MAX_BYTES && in.available() > 0);
        } catch (IOException e) {
            if (lines.isEmpty()) {
                throw e;
            }
            failure = e;
        }
        return lines;
    }

    /** Returns the bytes of the next line without its end; null if there is none. */
    private byte[] read() throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
            if (line.size() > MAX_LINE) {
                throw new IOException("Line " + number + " has more than " + MAX_LINE + " bytes.");
            }
        }
        return line.toByteArray();
    }

    private String decode(byte[] line) throws IOException {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        try {
            return StrictUtf8.decode(Arrays.copyOf(line, length));
        } catch (CharacterCodingException e) {
            throw new IOException("Line " + number + " is not UTF-8.", e);
        }
    }
}
