/**
 * Limits on what one address or one user may have of a node: open streams, posts and histories in a second. Begin with
 * {@link dev.sluice.http.limits.NodeLimits}. A limit that is not set has no object here but a constant that admits all.
 */
package dev.sluice.http.limits;
