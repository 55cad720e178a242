/**
 * What a node does for its browsers, and the door to it. Begin with {@link dev.sluice.delivery.Delivery#step}; queues and
 * topics are rooms behind it, and neither knows the other. No Redis, no servlet, no thread, no input or output here or
 * behind: the simulations depend on it.
 *
 * <p>Beyond the words of the contract: a <em>session</em> is one run of claims of an incarnation on one queue, an
 * <em>exchange</em> is one atomic step of it, a <em>handout</em> is what went to one browser in one write, and to
 * <em>bury</em> is to move a message to the dead letters.
 */
package dev.sluice.delivery;
