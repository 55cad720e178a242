/**
 * The port to the registry of connections: which browsers are connected to which node, on all nodes. Begin with {@link
 * dev.sluice.store.registry.ConnectionRegistry}, which nodes write; the others read.
 */
package dev.sluice.store.registry;
