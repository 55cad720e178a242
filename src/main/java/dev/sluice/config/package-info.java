/**
 * Reads settings from the file, the environment, system properties and the command line, and checks them. Begin with
 * {@link dev.sluice.config.Setting}, which lists all. What a policy of a channel is belongs into {@code channel}.
 */
package dev.sluice.config;
