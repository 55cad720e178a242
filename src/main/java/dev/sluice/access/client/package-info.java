/**
 * HTTP requests of access control to others: the issuer of keys and the application. No thread waits for an answer, and
 * no answer is read beyond its bound. {@link dev.sluice.access.client.StrictUtf8} reads text of others, also from files.
 */
package dev.sluice.access.client;
