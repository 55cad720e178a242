/**
 * How requests that are no streams are read and answered without a thread that waits for the peer, and how refusals look.
 * Begin with {@link dev.sluice.http.answer.AsyncRequests}. What an endpoint means belongs into {@code http}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, "Problem Details for HTTP APIs"</a>
 */
package dev.sluice.http.answer;
