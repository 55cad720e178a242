/**
 * HTTP requests of access control to others: the issuer of keys and the application. No thread waits for an answer, and
 * no answer is read beyond its bound.
 */
package dev.sluice.access.client;
