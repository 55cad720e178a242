/**
 * The endpoints about the connections of all nodes: their list, their end, and messages sent to them directly. Begin with
 * {@link dev.sluice.http.directory.DirectServlet}. No thread waits here for another node; Redis is asked by {@code
 * http.answer}.
 */
package dev.sluice.http.directory;
