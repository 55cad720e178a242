/**
 * The wire format: messages and events in, bytes out. Begin with {@link dev.sluice.sse.EventContent}. Nothing of Sluice is
 * used here, and no input or output.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, "Server-sent events"</a>
 */
package dev.sluice.sse;
