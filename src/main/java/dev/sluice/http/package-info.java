/**
 * The node's endpoints over HTTP. Begin with {@link dev.sluice.http.HttpInterface}, which lists all endpoints. A new
 * one is closed to pages of other origins unless {@code RequestFilter} names it. No thread may wait here for a peer.
 */
package dev.sluice.http;
