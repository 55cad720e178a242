package dev.sluice.sse;

/**
 * The content of an event.
 *
 * @param type its type, or null for {@code message}
 * @param data its data, UTF-8
 */
public record EventContent(String type, byte[] data) {}
