/**
 * The clock, intervals for looking again, and waits after failures. Begin with {@link dev.sluice.time.Ticker}. Nothing
 * of Sluice is used here, and nothing waits: {@code threads} does.
 */
package dev.sluice.time;
