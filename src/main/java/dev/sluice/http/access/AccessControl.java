package dev.sluice.http.access;

import dev.sluice.access.Authorizer;

/**
 * The parts of access control that requests need.
 *
 * @param authorizer decides who may do what
 * @param streams the open streams, to be renewed
 */
public record AccessControl(Authorizer authorizer, Streams streams) {}
