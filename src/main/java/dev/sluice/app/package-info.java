/**
 * The composition root: makes a node of its parts, gives the delivery its turns, and tells operators how it goes. Begin with
 * {@link dev.sluice.app.Sluice}. What a message undergoes is not decided here.
 */
package dev.sluice.app;
