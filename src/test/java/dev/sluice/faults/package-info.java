/** Breaks what can break while numbered messages flow, and counts what was lost, duplicated and reordered. */
package dev.sluice.faults;
