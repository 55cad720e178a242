/**
 * The figures that Prometheus reads. Begin with {@link dev.sluice.metrics.Metric}, which lists them all. Nothing of Sluice is
 * used here.
 */
package dev.sluice.metrics;
