/**
 * The wire format: messages and events in, bytes out. Begin with {@link dev.sluice.sse.EventContent}. No input or
 * output, and no other package of Sluice is used.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, "Server-sent events"</a>
 */
package dev.sluice.sse;
