package dev.sluice.redis;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that could not be delivered, as a list shows it.
 *
 * @param place counted from the oldest dead letter of its queue, which is 1
 * @param at when it became one; empty if somebody else put it there
 * @param reason why it could not be delivered; likewise
 * @param bytes how long the message is
 * @param beginning the first bytes of the message
 */
public record DeadLetter(long place, Optional<Instant> at, Optional<String> reason, long bytes, byte[] beginning) {}
