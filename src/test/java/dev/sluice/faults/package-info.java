/**
 * Breaks what can break while numbered messages flow, and counts what was lost, duplicated and reordered; and while pages
 * come and go, and compares what is known of them.
 */
package dev.sluice.faults;
