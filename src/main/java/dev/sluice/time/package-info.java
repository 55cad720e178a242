/**
 * When things are due: the time, how often to look, and how long to wait after a failure. Begin with
 * {@link dev.sluice.time.Ticker}. Nothing of Sluice is used here, and nothing waits: that is what {@code threads} is for.
 */
package dev.sluice.time;
