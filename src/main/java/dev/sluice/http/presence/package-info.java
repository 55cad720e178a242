/**
 * The presence of topics: who has a topic, for those who ask ({@link dev.sluice.http.presence.PresenceResponder}), and who
 * joins and leaves it, for browsers that have it. Begin with {@link dev.sluice.http.presence.PresenceWatcher}, which is not
 * made without {@code SLUICE_PRESENCE}. What a change is belongs to {@code registry}.
 */
package dev.sluice.http.presence;
