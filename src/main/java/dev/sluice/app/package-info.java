/**
 * The composition root: makes a node of its parts, gives the delivery its turns, and reports to operators. Begin with
 * {@link dev.sluice.app.Sluice}. Decisions on messages do not belong here.
 */
package dev.sluice.app;
