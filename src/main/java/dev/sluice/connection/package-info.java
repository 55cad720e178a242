/**
 * One browser's connection: writes that do not wait, heartbeats, and whether it is still there. Begin with
 * {@link dev.sluice.connection.BrowserConnection}. What is written is not known here.
 */
package dev.sluice.connection;
