/**
 * The work of a node for its browsers, and the only entry to it. Begin with {@link dev.sluice.delivery.Delivery#step};
 * the packages of queues and of topics do not know each other. No Redis, servlet, thread, input or output here or
 * below: the simulations depend on that.
 *
 * <p>Words used here: a <em>session</em> is an incarnation's claims on one queue from the first until
 * none is left, an <em>exchange</em> is one atomic step of it, a <em>handout</em> is what went to one browser in one
 * write, and to <em>bury</em> is to move a message to the dead letters.
 */
package dev.sluice.delivery;
