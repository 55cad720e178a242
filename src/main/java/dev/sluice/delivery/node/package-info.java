/**
 * This node among the others: its lease, the queues that it is known to have claims on, and the claims that dead nodes have
 * left. Begin with {@link dev.sluice.delivery.node.Membership}. Neither queues' messages nor browsers are known here.
 */
package dev.sluice.delivery.node;
