/**
 * The jar: the command line and the embedded Redis. Begin with {@link dev.sluice.standalone.Main}. What the WAR does too
 * belongs into {@code servlet}.
 */
package dev.sluice.standalone;
