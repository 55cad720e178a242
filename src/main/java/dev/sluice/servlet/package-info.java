/**
 * Puts a node into a servlet container, the same in the jar and in the WAR, and hears of the container's end. Begin with
 * {@link dev.sluice.servlet.SluiceListener}. What requests are answered belongs into {@code http}.
 */
package dev.sluice.servlet;
