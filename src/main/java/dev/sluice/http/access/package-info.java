/**
 * Access control over HTTP: reads a request's credentials. Begin with {@link dev.sluice.http.access.RequestAccess}. The
 * decision itself belongs to {@code access}; without access control nothing of this is made but {@link
 * dev.sluice.http.access.RequestAccess#OPEN}.
 */
package dev.sluice.http.access;
