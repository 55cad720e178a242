package dev.sluice.redis;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that could not be delivered, as a list shows it.
 *
 * @param place its place from the oldest dead letter of its queue, which is 1
 * @param at when it became a dead letter; empty if another program put it there
 * @param reason why it could not be delivered; empty likewise
 * @param bytes the length of the message
 * @param beginning the first bytes of the message
 */
public record DeadLetter(long place, Optional<Instant> at, Optional<String> reason, long bytes, byte[] beginning) {}
