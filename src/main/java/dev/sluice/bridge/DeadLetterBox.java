package dev.sluice.bridge;

import dev.sluice.redis.DeadLetterException;

/** Keeps records that can never be published. */
@FunctionalInterface
interface DeadLetterBox {
    /**
     * @param reason the end of a sentence about the message
     * @return how many older letters were dropped for it
     */
    long add(String queue, byte[] message, String reason) throws DeadLetterException;
}
