/** Measures a running node from outside; one class for each benchmark. */
package dev.sluice.bench;
