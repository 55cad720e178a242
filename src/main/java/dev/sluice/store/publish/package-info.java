/**
 * The port for messages that applications send over HTTP. Begin with {@link dev.sluice.store.publish.Publisher}. What a
 * client may publish is decided before.
 */
package dev.sluice.store.publish;
