/**
 * Reads maps of the bridge's file. Begin with {@link dev.sluice.bridge.config.Section}. What a map means belongs to the
 * package that takes it.
 */
package dev.sluice.bridge.config;
