/** The figures that Prometheus reads. Begin with {@link dev.sluice.metrics.NodeMetrics}. Nothing of Sluice is used here. */
package dev.sluice.metrics;
