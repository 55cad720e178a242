/**
 * Reads settings from the file, the environment, system properties and the command line, and checks them. Begin with
 * {@link dev.sluice.config.Setting}, which lists all. The policies of channels themselves belong in {@code channel}.
 */
package dev.sluice.config;
