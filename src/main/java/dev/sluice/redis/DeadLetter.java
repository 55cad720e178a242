package dev.sluice.redis;

import java.util.Optional;

/**
 * A message that could not be delivered, as a list shows it.
 *
 * @param place counted from the oldest dead letter of its queue, which is 1
 * @param head why and when; empty where somebody else than Sluice put it there
 * @param bytes how long the message is
 * @param beginning the first bytes of the message
 */
public record DeadLetter(long place, Optional<DeadLetterHead> head, long bytes, byte[] beginning) {}
