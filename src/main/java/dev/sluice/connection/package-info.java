/**
 * The connections of browsers: writes that do not wait, heartbeats, and the discovery of lost peers. Begin with
 * {@link dev.sluice.connection.BrowserConnection}. The content of events is not known here.
 */
package dev.sluice.connection;
