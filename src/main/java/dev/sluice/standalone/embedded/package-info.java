/**
 * The Redis that a node or a benchmark starts if it is given none. Begin with
 * {@link dev.sluice.standalone.embedded.EmbeddedRedis}. It knows its process, and neither nodes nor commands.
 */
package dev.sluice.standalone.embedded;
