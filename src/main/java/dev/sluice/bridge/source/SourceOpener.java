package dev.sluice.bridge.source;

/** Opens connections to a broker. */
@FunctionalInterface
public interface SourceOpener {
    /** @throws SourceException if the broker does not answer, or refuses */
    Source open() throws SourceException;
}
