/**
 * Sweeps: the search for expired messages and idle topics, on one node at a time. Begin with {@link
 * dev.sluice.app.expiry.ExpirySweeper}. What is too old is decided in the store, by its clock.
 */
package dev.sluice.app.expiry;
