/**
 * How threads begin, what they are called and how they end: all of a node's come from here, and docs/architecture.md has a
 * table of them. Begin with {@link dev.sluice.threads.Threads}. Nothing of Sluice is used here; what a thread does belongs
 * to its owner.
 */
package dev.sluice.threads;
