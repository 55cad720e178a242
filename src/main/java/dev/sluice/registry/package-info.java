/**
 * This node's part of the registry of connections: it keeps the store's record equal to the streams that are open, and
 * removes nodes that are gone. Begin with {@link dev.sluice.registry.RegistryKeeper}, which a thread steps, and {@link
 * dev.sluice.registry.ConnectionLedger}, which is told of streams. Pure: no input or output, no thread, and time only by
 * the ticker that is given.
 */
package dev.sluice.registry;
