package dev.sluice.bench.producer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbered messages with the time of their sending: {@code #number nanos ....}, of a fixed length. */
public final class Payload {
    private static final int SHORTEST = 40;

    private Payload() {}

    /** @param bytes the length, at least {@value #SHORTEST} for the necessary content */
    public static byte[] of(int number, long sentNanos, int bytes) {
        byte[] text = ("#" + number + " " + sentNanos + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] payload = Arrays.copyOf(text, Math.max(SHORTEST, bytes));
        Arrays.fill(payload, text.length, payload.length, (byte) '.');
        return payload;
    }

    public static boolean isOne(byte[] bytes, int from) {
        return bytes[from] == '#';
    }

    public static int number(byte[] bytes, int from) {
        return (int) digits(bytes, from + 1);
    }

    public static long sentNanos(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != ' ') {
            at++;
        }
        return digits(bytes, at + 1);
    }

    private static long digits(byte[] bytes, int from) {
        boolean negative = bytes[from] == '-';
        long number = 0;
        for (int i = negative ? from + 1 : from; bytes[i] != ' '; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return negative ? -number : number;
    }
}
