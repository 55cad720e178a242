/** When things are due: the time, and how often to look. Begin with {@link dev.sluice.time.Ticker}. Nothing of Sluice is used here. */
package dev.sluice.time;
