/**
 * The creation, names and ends of all threads of a node; docs/architecture.md has a table of them. Begin with
 * {@link dev.sluice.threads.Threads}. Nothing of Sluice is used here; what a thread does belongs to its owner.
 */
package dev.sluice.threads;
