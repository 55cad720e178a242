package dev.sluice.sse;

import java.util.function.IntConsumer;

/**
 * Decodes UTF-8 a byte at a time as browsers do. Java's own decoder will not do: for the bytes of a surrogate it gives
 * one replacement character, the standard asks for three.
 *
 * @see <a href="https://encoding.spec.whatwg.org/#utf-8-decoder">Encoding Standard, 8.1.1 "UTF-8 decoder"</a>
 */
final class SpecUtf8Decoder {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int LEAST = 0x80;
    private static final int MAX = 0xBF;

    private final IntConsumer codePoints;

    private int codePoint;
    private int bytesNeeded;
    private int lowerBoundary = LEAST;
    private int upperBoundary = MAX;

    /** @param codePoints takes each code point as soon as it is complete */
    SpecUtf8Decoder(IntConsumer codePoints) {
        this.codePoints = codePoints;
    }

    void decode(byte signed) {
        int b = Byte.toUnsignedInt(signed);
        if (bytesNeeded > 0) {
            if (b >= lowerBoundary && b <= upperBoundary) {
                add(b);
                return;
            }
            // Step 4: "Restore byte to ioQueue", so it is looked at again below, as a first one.
            bytesNeeded = 0;
            codePoints.accept(REPLACEMENT);
        }
        begin(b);
    }

    /** Step 3. */
    private void begin(int b) {
        lowerBoundary = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : LEAST;
        upperBoundary = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : MAX;
        if (b <= 0x7F) {
            codePoints.accept(b);
        } else if (b >= 0xC2 && b <= 0xDF) {
            bytesNeeded = 1;
            codePoint = b & 0x1F;
        } else if (b >= 0xE0 && b <= 0xEF) {
            bytesNeeded = 2;
            codePoint = b & 0xF;
        } else if (b >= 0xF0 && b <= 0xF4) {
            bytesNeeded = 3;
            codePoint = b & 0x7;
        } else {
            codePoints.accept(REPLACEMENT);
        }
    }

    /** Steps 5 to 9. */
    private void add(int b) {
        lowerBoundary = LEAST;
        upperBoundary = MAX;
        codePoint = codePoint << 6 | b & 0x3F;
        bytesNeeded--;
        if (bytesNeeded == 0) {
            codePoints.accept(codePoint);
        }
    }
}
