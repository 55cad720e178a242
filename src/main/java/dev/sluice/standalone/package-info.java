/**
 * The jar: the command line. Begin with {@link dev.sluice.standalone.Main}. What the WAR does
 * too belongs to {@code servlet}.
 */
package dev.sluice.standalone;
