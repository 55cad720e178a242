package dev.sluice.store.registry;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The store's record of the connections of all nodes, and the lifecycle: for each connection that enters the record one
 * {@code connected}, and for each that leaves it one {@code disconnected}. Record and lifecycle change together or not
 * at all, and so do presence and the numbers of subscribers.
 *
 * <p>Used by one thread at a time. Every method throws a {@link dev.sluice.store.StoreUnavailableException} if there was
 * no answer, and may then be called again; what was called may have been carried out, or be carried out later.
 */
public interface ConnectionRegistry {
    /** The most changes of one {@link #apply}. */
    int MAX_CHANGES = 500;

    /**
     * Begins to record a node's connections for an incarnation. Connections that are recorded for an earlier incarnation
     * remain. The next {@link #apply} has the number 1.
     *
     * @param incarnation the node's name, a dot and a number that grows with each incarnation of the node
     */
    void join(String node, String incarnation);

    /**
     * Carries out changes in their order. A repetition of the last call carries out nothing.
     *
     * @param number one more than at the call before
     * @param counted true if the lifecycle gets one entry with the numbers of changes, and not one for each
     * @return the number of the node's connections in the record; empty if nothing was carried out, since the node must
     *     join again: the record belongs to another incarnation, or has fallen back to an earlier state
     * @throws IllegalArgumentException if there are more than {@link #MAX_CHANGES}
     */
    OptionalLong apply(
            String node, String incarnation, long number, List<? extends RegistryChange> changes, boolean counted);

    /** Returns the ids of the connections that are recorded for a node. */
    Set<String> ids(String node);

    /**
     * Removes some of the connections of an incarnation, and at last the node itself. Does nothing if the node has
     * joined with another incarnation.
     *
     * @param reason a word, for the lifecycle
     * @return true if there are more
     */
    boolean remove(String node, String incarnation, String reason);

    /** Returns the incarnation of each node in the record, by the node's name. */
    Map<String, String> nodes();

    /** Returns which of these incarnations hold a lease. */
    Set<String> leased(Set<String> incarnations);
}
