/**
 * A message taken from its queue, and the proof that it arrived. Begin with {@link
 * dev.sluice.delivery.claim.ClaimState}. Queues and requests to the store are not known here, and only {@code
 * delivery.queue} uses it.
 *
 * <p>The life of a message is one state machine, {@code ClaimState}. {@code Claim.move} is the only way through it, and
 * tells the ledger of the queue and the connection when a claim ends:
 *
 * <pre>
 *  taken from     written to           proven to have arrived,
 *  the queue      a connection         or confirmed
 *
 *  CLAIMED ──┬──▶ WRITTEN ─────────┬──▶ SETTLED ─────┐
 *            │                     │                 │   the store
 *            ├──▶ UNCONFIRMED ─────┤                 ├──▶ GONE
 *            │    (mode client)    ├──▶ RETURNED ────┤   has done it
 *            │                     │                 │
 *            └─────────────────────┴──▶ BURIED ──────┘
 *             no room, or no event     closed, too late, too often
 *
 *  any state ──▶ GONE: the lease has lapsed, or the store has lost the claims
 * </pre>
 *
 * <p>A written message waits in two places: in {@code Unproven} or {@code Unconfirmed} of its connection, and in the
 * line that finds out what became of it, {@code ProofLine} or {@code VisibilityLine}.
 */
package dev.sluice.delivery.claim;
