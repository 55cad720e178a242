package dev.sluice.http.directory;

import java.util.Set;

/**
 * The targets of a message to which the client may send, so that no stream belongs to two of them.
 *
 * @param connections the public ids of connections
 * @param users the users
 * @param complete false if a node that may have another of the connections did not answer
 */
record Recipients(Set<String> connections, Set<String> users, boolean complete) {}
