/**
 * The port for messages of applications, which come over HTTP or from a broker. Begin with {@link dev.sluice.store.publish.Publisher}. What may
 * be published is decided before.
 */
package dev.sluice.store.publish;
