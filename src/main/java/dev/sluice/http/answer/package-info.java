/**
 * The reading and answering of requests that are not streams, without a thread that waits for the peer, and the form of
 * refusals. Begin with {@link dev.sluice.http.answer.AsyncRequests}. The meaning of an endpoint belongs to
 * {@code http}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, "Problem Details for HTTP APIs"</a>
 */
package dev.sluice.http.answer;
