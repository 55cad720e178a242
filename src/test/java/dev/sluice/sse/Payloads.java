package dev.sluice.sse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Payloads heavy in what is easy to get wrong; the same ones in every run. */
final class Payloads {
    private static final long SEED = 20_261_120;
    private static final int MAX_PIECES = 14;

    private static final List<String> PIECES = List.of(
            "\r",
            "\n",
            "\r\n",
            "\n\n",
            "\r\r",
            "\n\r",
            ":",
            " ",
            "  ",
            "\t",
            "\0",
            "\uFEFF",
            "data:",
            "data",
            "data: ",
            "id:",
            "id: 1",
            "event:",
            "retry:1",
            "\ndata:",
            "\rid: x",
            "\r\n\r\n",
            ":ok",
            "a",
            "ok",
            "é",
            "漢字",
            "😀",
            "\u2028",
            "\u0085",
            "\u0000\n");

    private Payloads() {}

    static List<String> generated(int count) {
        Random random = new Random(SEED);
        List<String> payloads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder payload = new StringBuilder();
            for (int pieces = random.nextInt(MAX_PIECES + 1); pieces > 0; pieces--) {
                payload.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            payloads.add(payload.toString());
        }
        return payloads;
    }

    /** What the format can carry: it has no way to say which of the three kinds a line end was. */
    static String withLineFeeds(String payload) {
        return payload.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** For the message of an assertion. */
    static String visible(String payload) {
        return payload.replace("\r", "␍").replace("\n", "␊").replace("\0", "␀").replace("\uFEFF", "<BOM>");
    }
}
