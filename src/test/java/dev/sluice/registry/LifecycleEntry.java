package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionEntry;

/** An entry of the lifecycle. */
public sealed interface LifecycleEntry {
    /** The name of the node. */
    String node();

    /** A connection has entered the record. */
    record Connected(String node, ConnectionEntry entry) implements LifecycleEntry {}

    /** A connection has left the record. */
    record Disconnected(String node, ConnectionEntry entry, String reason) implements LifecycleEntry {}

    /** So many have entered and left it. */
    record Counted(String node, int connected, int disconnected) implements LifecycleEntry {}
}
