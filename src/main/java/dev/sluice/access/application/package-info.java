/**
 * The application at {@code SLUICE_AUTH_URL}, asked by HTTP who a client is and what it may do. Begin with
 * {@link dev.sluice.access.application.HttpApplication}. Nothing is decided here but how an answer is read, and no
 * thread waits for one. Cookies, tokens and the text of answers never get into a log or an exception.
 */
package dev.sluice.access.application;
