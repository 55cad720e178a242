package dev.sluice.bridge;

import dev.sluice.redis.DeadLetterException;

/** Keeps records that cannot be published. */
@FunctionalInterface
interface DeadLetterBox {
    /** @param reason the end of a sentence about the message */
    void add(String queue, byte[] message, String reason) throws DeadLetterException;
}
