/**
 * Access control over HTTP: reads a request's credentials. Begin with {@link dev.sluice.http.access.RequestAccess}. The
 * decision itself belongs to {@code access}. Without access control, {@link dev.sluice.http.access.RequestAccess#OPEN}
 * permits everything, and no credentials are read.
 */
package dev.sluice.http.access;
