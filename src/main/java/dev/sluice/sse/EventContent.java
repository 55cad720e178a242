package dev.sluice.sse;

/**
 * What an event says.
 *
 * @param type its type, or null for {@code message}
 * @param data its data, UTF-8
 */
public record EventContent(String type, byte[] data) {}
