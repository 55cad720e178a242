/**
 * A browser's connection: its output, the ids of its events, and the memory of its pending writes. Begin with {@link
 * dev.sluice.delivery.browser.Receiver}, which {@code http} implements, and {@link dev.sluice.delivery.browser.Outlet}.
 * Queues and topics share this and are not known here.
 */
package dev.sluice.delivery.browser;
