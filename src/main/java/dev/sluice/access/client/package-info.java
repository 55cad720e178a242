/**
 * HTTP requests: of access control to the issuer of keys and to the application, and of the command {@code publish} to
 * a node. No thread waits for an answer, and no answer is read beyond its bound. {@link
 * dev.sluice.access.client.StrictUtf8} reads text of others, also from files and from standard input.
 */
package dev.sluice.access.client;
