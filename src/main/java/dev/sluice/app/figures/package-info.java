/**
 * Figures that are read when somebody asks for them: the queues of this node, and what Redis knows of all nodes. Begin
 * with {@link dev.sluice.app.figures.QueueFigures}. Redis is asked at most once a second, however many read them.
 */
package dev.sluice.app.figures;
