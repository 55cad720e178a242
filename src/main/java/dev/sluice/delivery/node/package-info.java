/**
 * The membership of this node: its lease, the queues noted for its claims, and the recovery of dead nodes' claims.
 * Begin with {@link dev.sluice.delivery.node.Membership}. Messages and browsers are not known here.
 */
package dev.sluice.delivery.node;
