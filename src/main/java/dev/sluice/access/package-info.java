/**
 * The decision who may do what: rights on channels, and the grants that tokens, settings and the application give.
 * Begin with {@link dev.sluice.access.Authorizer}, which puts them together, and {@link dev.sluice.access.Access}, its
 * result; {@link dev.sluice.access.NameTemplate} is how a claim becomes a name. No input or output, no clock and no
 * thread: tokens are verified and the application is asked behind the interfaces here. A reason is for the client to
 * read and has no value of a token but the user's name.
 */
package dev.sluice.access;
