/**
 * A browser as delivery sees it: what it takes, the ids of its events, and the memory that its pending writes keep. Begin
 * with {@link dev.sluice.delivery.browser.Receiver}, which {@code http} implements, and
 * {@link dev.sluice.delivery.browser.Outlet}. Queues and topics share this and are not known here.
 */
package dev.sluice.delivery.browser;
