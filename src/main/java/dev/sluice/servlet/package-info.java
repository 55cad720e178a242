/**
 * The node in a servlet container, the same in the jar and in the WAR, and the container's end. Begin with
 * {@link dev.sluice.servlet.SluiceListener}. Answers to requests belong to {@code http}.
 */
package dev.sluice.servlet;
