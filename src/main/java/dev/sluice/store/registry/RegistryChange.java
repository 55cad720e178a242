package dev.sluice.store.registry;

/** A change of a node's connections. */
public sealed interface RegistryChange {
    /** Returns the public id of the connection. */
    String id();

    /** A connection was opened. Changes nothing if the registry has it already. */
    record Opened(ConnectionEntry entry) implements RegistryChange {
        @Override
        public String id() {
            return entry.id();
        }
    }

    /**
     * A connection was closed. Changes nothing if the registry does not have it.
     *
     * @param reason a word, for the lifecycle
     */
    record Closed(String id, String reason) implements RegistryChange {}
}
